/** Races between a host's threads and the sampler, as a user of the library could have them. */
@NullMarked
package io.github.progresstracker.benchmarks.races;

import org.jspecify.annotations.NullMarked;
