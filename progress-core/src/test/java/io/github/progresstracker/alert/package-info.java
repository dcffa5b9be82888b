@NullMarked
package io.github.progresstracker.alert;

import org.jspecify.annotations.NullMarked;
