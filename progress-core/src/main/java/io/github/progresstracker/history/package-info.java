/** Completed runs of jobs, kept from one process to the next so that an ETA can learn from them. */
@NullMarked
package io.github.progresstracker.history;

import org.jspecify.annotations.NullMarked;
