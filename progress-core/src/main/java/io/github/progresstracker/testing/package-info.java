/** Time in the hands of a test. */
@NullMarked
package io.github.progresstracker.testing;

import org.jspecify.annotations.NullMarked;
