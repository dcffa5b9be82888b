/** Tests of the replay, the peers' formulas, the scores and the report. */
@NullMarked
package io.github.progresstracker.benchmarks.accuracy;

import org.jspecify.annotations.NullMarked;
