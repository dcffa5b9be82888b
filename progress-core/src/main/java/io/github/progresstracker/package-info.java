/** The front door: a registry starts trackers, trackers count, snapshots tell. */
@NullMarked
package io.github.progresstracker;

import org.jspecify.annotations.NullMarked;
