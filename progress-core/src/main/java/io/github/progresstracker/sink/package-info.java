/** Where events go: the sink contract, its guarantees, and the sinks that need nothing else. */
@NullMarked
package io.github.progresstracker.sink;

import org.jspecify.annotations.NullMarked;
