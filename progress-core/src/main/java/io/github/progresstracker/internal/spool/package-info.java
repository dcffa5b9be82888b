/**
 * A durable queue on disk: what a sink could not take yet waits here and survives the process. Only
 * the JDK is needed. Not exported: everything in here may change at any time.
 */
@NullMarked
package io.github.progresstracker.internal.spool;

import org.jspecify.annotations.NullMarked;
