@NullMarked
package io.github.progresstracker.analysis;

import org.jspecify.annotations.NullMarked;
