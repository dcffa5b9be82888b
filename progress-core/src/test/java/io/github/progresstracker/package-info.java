@NullMarked
package io.github.progresstracker;

import org.jspecify.annotations.NullMarked;
