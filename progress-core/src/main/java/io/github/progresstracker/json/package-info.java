/** The one JSON form of snapshots and events. */
@NullMarked
package io.github.progresstracker.json;

import org.jspecify.annotations.NullMarked;
