/** What this module keeps to itself. */
@NullMarked
package io.github.progresstracker.web.internal;

import org.jspecify.annotations.NullMarked;
