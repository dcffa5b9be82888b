@NullMarked
package io.github.progresstracker.internal;

import org.jspecify.annotations.NullMarked;
