/** What sinks that speak HTTP share. */
@NullMarked
package io.github.progresstracker.internal.http;

import org.jspecify.annotations.NullMarked;
