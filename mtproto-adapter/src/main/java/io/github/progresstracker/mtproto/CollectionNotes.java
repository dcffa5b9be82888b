package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressTracker;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is told of a run besides its progress, under the actions and keys that monitoring reads. */
final class CollectionNotes {

  private final ProgressClock clock;

  CollectionNotes(ProgressClock clock) {
    this.clock = clock;
  }

  void start(ProgressTracker run, CollectionTotals totals) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("total_channels", totals.channels());
    details.put("start_time", clock.now());
    run.note("collection_start", details);
  }

  /** Tells of channels that could not be resolved, once the run has begun. */
  void unresolved(ProgressTracker run, CollectionTotals totals) {
    totals
        .unresolved()
        .forEach(
            (name, trouble) -> {
              error(run, name, trouble);
              run.countFailed(1);
            });
  }

  /** A channel is through. */
  void progress(ProgressTracker channel, ChannelCollection collection, CollectionTotals totals) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("channel_name", channel.name());
    details.put("messages_collected", collection.added());
    details.put("channels_processed", totals.processed());
    details.put("total_channels", totals.channels());
    details.put("errors", totals.newErrors());
    details.put("progress_time", clock.now());
    channel.note("collection_progress", details);
  }

  static void error(ProgressTracker about, String channelName, String trouble) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("channel_name", channelName);
    details.put("error", trouble);
    about.note("collection_error", details);
  }

  /**
   * A run is over.
   *
   * @param reason why it ended early, or empty
   */
  void end(ProgressTracker run, CollectionTotals totals, String reason) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("total_messages", totals.added());
    details.put("channels_synced", totals.synced());
    details.put("total_channels", totals.channels());
    details.put("errors", totals.newErrors());
    details.put("end_time", clock.now());
    if (!reason.isEmpty()) {
      details.put("reason", reason);
    }
    run.note("collection_end", details);
  }
}
