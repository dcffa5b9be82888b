/** The audit log on PostgreSQL: its speed beside that of the server itself. */
@NullMarked
package io.github.progresstracker.benchmarks.postgres;

import org.jspecify.annotations.NullMarked;
