/** Brings the jobs of a registry to the stores of jobs, and what others want of them back. */
@NullMarked
package io.github.progresstracker.internal.jobs;

import org.jspecify.annotations.NullMarked;
