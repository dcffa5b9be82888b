/** What the store of jobs costs on a real PostgreSQL, beside other ways to do the same. */
@NullMarked
package io.github.progresstracker.benchmarks.jobs;

import org.jspecify.annotations.NullMarked;
