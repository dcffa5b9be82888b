/**
 * Records runs of real jobs as traces, several runs of each job, so that it can be measured what
 * the history of a job is worth to its estimate. {@code RecordRuns} is the door; the traces are in
 * {@code benchmarks/traces/repeated}.
 */
@NullMarked
package io.github.progresstracker.benchmarks.recording;

import org.jspecify.annotations.NullMarked;
