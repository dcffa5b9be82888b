/** Tests of the soaks. */
@NullMarked
package io.github.progresstracker.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
