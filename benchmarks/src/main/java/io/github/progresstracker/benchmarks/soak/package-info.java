/** Endurance: everything at work at once while things are killed, full, slow and late. */
@NullMarked
package io.github.progresstracker.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
