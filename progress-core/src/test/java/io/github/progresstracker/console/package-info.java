@NullMarked
package io.github.progresstracker.console;

import org.jspecify.annotations.NullMarked;
