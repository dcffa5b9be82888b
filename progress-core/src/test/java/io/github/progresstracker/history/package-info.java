@NullMarked
package io.github.progresstracker.history;

import org.jspecify.annotations.NullMarked;
