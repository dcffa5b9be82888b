@NullMarked
package io.github.progresstracker.examples;

import org.jspecify.annotations.NullMarked;
