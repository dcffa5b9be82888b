/** Races of requests. */
@NullMarked
package io.github.progresstracker.web.internal;

import org.jspecify.annotations.NullMarked;
