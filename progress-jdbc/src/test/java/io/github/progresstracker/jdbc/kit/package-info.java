/** A real PostgreSQL for tests. */
@NullMarked
package io.github.progresstracker.jdbc.kit;

import org.jspecify.annotations.NullMarked;
