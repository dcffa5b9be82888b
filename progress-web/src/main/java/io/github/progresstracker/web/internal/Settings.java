package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.job.JobReader;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.web.ApiRoute;
import io.github.progresstracker.web.Authenticator;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a web is built.
 *
 * @param store takes reports and requests, or null
 * @param reader answers questions about kept jobs, or null
 * @param authenticator says who asks; null if anybody may read
 * @param controls whether anybody may control, where there is no authenticator
 * @param hosts names of this server beside the loopback's, in lower case
 * @param origins pages of other origins that may ask
 * @param frameAncestors who may show the page in a frame, as in a content security policy
 * @param snake whether keys are in snake_case unless asked otherwise
 * @param mostStreams streams at once
 * @param updates time between two updates of a job on a stream
 * @param routes more routes
 * @param clock all time
 * @param manual whether a test does what is to be done in time
 */
public record Settings(
    @Nullable JobStore store,
    @Nullable JobReader reader,
    @Nullable Authenticator authenticator,
    boolean controls,
    Set<String> hosts,
    Set<String> origins,
    String frameAncestors,
    boolean snake,
    int mostStreams,
    Duration updates,
    List<ApiRoute> routes,
    ProgressClock clock,
    boolean manual) {}
