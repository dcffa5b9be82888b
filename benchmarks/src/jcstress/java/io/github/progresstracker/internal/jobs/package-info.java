/** Races of jobs that are shared. */
@NullMarked
package io.github.progresstracker.internal.jobs;

import org.jspecify.annotations.NullMarked;
