/**
 * Jobs that outlive a process and are shared by several: what writers report, how it is merged, and
 * where it is kept, with checkpoints and leases.
 */
@NullMarked
package io.github.progresstracker.job;

import org.jspecify.annotations.NullMarked;
