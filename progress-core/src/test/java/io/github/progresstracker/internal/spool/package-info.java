@NullMarked
package io.github.progresstracker.internal.spool;

import org.jspecify.annotations.NullMarked;
