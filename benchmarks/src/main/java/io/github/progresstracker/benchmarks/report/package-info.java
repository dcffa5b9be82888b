/** What the reports of the benchmarks share, and the page that puts their figures together. */
@NullMarked
package io.github.progresstracker.benchmarks.report;

import org.jspecify.annotations.NullMarked;
