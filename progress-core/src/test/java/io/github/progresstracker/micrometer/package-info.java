@NullMarked
package io.github.progresstracker.micrometer;

import org.jspecify.annotations.NullMarked;
