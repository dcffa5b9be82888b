@NullMarked
package io.github.progresstracker.json;

import org.jspecify.annotations.NullMarked;
