/** Programs to run, read and copy from. */
@NullMarked
package io.github.progresstracker.examples;

import org.jspecify.annotations.NullMarked;
