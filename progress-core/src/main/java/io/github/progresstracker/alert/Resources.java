package io.github.progresstracker.alert;

import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The process is short of something. That is so for all of its jobs at once, so they share one
 * reading a second, and only one of them says it: the first that sees it, until it has not looked
 * for a while because it has ended. Safe for use by the samplers of several registries.
 */
final class Resources {

  private static final double HEAP = 0.9;
  private static final double CPU = 0.95;
  private static final double OPEN_FILES = 0.9;

  /** Once short, a share must fall by this to be fine again. */
  private static final double BACK = 0.05;

  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration SILENT = Duration.ofSeconds(10);

  private final Supplier<ResourceUsage> meter;
  private ResourceUsage usage = ResourceUsage.UNKNOWN;
  private Instant readAt = Instant.MIN;
  private @Nullable Object speaker;
  private Instant spokeAt = Instant.MIN;

  Resources(Supplier<ResourceUsage> meter) {
    this.meter = meter;
  }

  AlertRule.Watch watch() {
    return new AlertRule.Watch() {
      @Override
      public @Nullable Finding look(ProgressSnapshot now) {
        return find(this, now.at());
      }
    };
  }

  private synchronized @Nullable Finding find(Object watch, Instant at) {
    read(at);
    boolean free = speaker == null || isBeyond(SILENT, spokeAt, at);
    if (speaker != watch && !free) {
      return null;
    }
    Finding finding = find(speaker == watch ? BACK : 0);
    speaker = finding == null ? null : watch;
    spokeAt = at;
    return finding;
  }

  private void read(Instant at) {
    if (isBeyond(FRESH, readAt, at)) {
      readAt = at;
      usage = meter.get();
    }
  }

  /** Also when the clock was set back. */
  private static boolean isBeyond(Duration limit, Instant since, Instant at) {
    return at.isBefore(since) || !at.minus(limit).isBefore(since);
  }

  private @Nullable Finding find(double back) {
    if (usage.heap() > HEAP - back) {
      return finding(
          AlertSeverity.CRITICAL,
          usage.heap(),
          "of the heap are in use after garbage collection",
          "Give the process more memory, or let it keep less");
    }
    if (usage.openFiles() > OPEN_FILES - back) {
      return finding(
          AlertSeverity.CRITICAL,
          usage.openFiles(),
          "of the file descriptors are in use",
          "Look for files and connections that are not closed, or raise the limit");
    }
    return usage.cpu() > CPU - back
        ? finding(
            AlertSeverity.INFO,
            usage.cpu(),
            "of the processor time are in use",
            "More workers will not make it faster; fewer may")
        : null;
  }

  private static Finding finding(AlertSeverity severity, double share, String what, String advice) {
    String message = ProgressFormat.percent(100 * share) + " " + what;
    return new Finding(severity, AlertCategory.RESOURCES, message, advice);
  }
}
