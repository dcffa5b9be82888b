/** The audit log on PostgreSQL: front door, schema and migration, sink. */
@NullMarked
package io.github.progresstracker.jdbc;

import org.jspecify.annotations.NullMarked;
