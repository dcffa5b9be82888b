/** Measurements beside peers; results are in {@code benchmarks/results}. */
@NullMarked
package io.github.progresstracker.benchmarks;

import org.jspecify.annotations.NullMarked;
