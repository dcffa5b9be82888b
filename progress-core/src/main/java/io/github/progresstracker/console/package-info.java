/** Progress in a terminal or a log file. */
@NullMarked
package io.github.progresstracker.console;

import org.jspecify.annotations.NullMarked;
