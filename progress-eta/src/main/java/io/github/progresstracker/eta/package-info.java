/**
 * Estimators of remaining time. Nothing in here reads a clock, starts a thread or does I/O: time
 * comes in as an argument.
 */
@NullMarked
package io.github.progresstracker.eta;

import org.jspecify.annotations.NullMarked;
