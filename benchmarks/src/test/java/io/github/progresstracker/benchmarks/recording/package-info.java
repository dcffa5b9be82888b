/** Tests of the recorder. */
@NullMarked
package io.github.progresstracker.benchmarks.recording;

import org.jspecify.annotations.NullMarked;
