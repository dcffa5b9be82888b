/** Shared with the modules that stand on this one, and with nobody else. */
@NullMarked
package io.github.progresstracker.jdbc.internal;

import org.jspecify.annotations.NullMarked;
