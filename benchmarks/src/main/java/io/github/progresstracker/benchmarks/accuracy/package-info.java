/**
 * How near the estimates of remaining time come to the truth: recorded runs of real jobs are
 * replayed to our estimators and to what other progress libraries compute, and both are scored.
 */
@NullMarked
package io.github.progresstracker.benchmarks.accuracy;

import org.jspecify.annotations.NullMarked;
