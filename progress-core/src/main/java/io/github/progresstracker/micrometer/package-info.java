/**
 * Progress as Micrometer meters and observations. The only package that needs Micrometer, which is
 * an optional dependency: a host that uses this package brings {@code micrometer-core} itself.
 */
@NullMarked
package io.github.progresstracker.micrometer;

import org.jspecify.annotations.NullMarked;
