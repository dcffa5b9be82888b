/** The engine. Not exported: everything in here may change at any time. */
@NullMarked
package io.github.progresstracker.internal;

import org.jspecify.annotations.NullMarked;
