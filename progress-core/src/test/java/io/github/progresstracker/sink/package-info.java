@NullMarked
package io.github.progresstracker.sink;

import org.jspecify.annotations.NullMarked;
