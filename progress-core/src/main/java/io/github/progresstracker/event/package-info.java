/** What happened to a job, as immutable values. */
@NullMarked
package io.github.progresstracker.event;

import org.jspecify.annotations.NullMarked;
