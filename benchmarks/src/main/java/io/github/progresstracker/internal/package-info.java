/** Measurements within the engine, in its package because what they touch is package-private. */
@NullMarked
package io.github.progresstracker.internal;

import org.jspecify.annotations.NullMarked;
