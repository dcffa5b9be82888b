package io.github.progresstracker.internal;

import io.github.progresstracker.alert.Alert;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The alerts of a registry that are neither over nor dismissed. Safe for use by any thread. */
final class AlertBoard {

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  List<Alert> alerts() {
    return entries.values().stream()
        .map(Entry::alert)
        .sorted(Comparator.comparing(Alert::raisedAt).thenComparing(Alert::id))
        .toList();
  }

  void put(TrackerHandle tracker, Alert alert) {
    entries.put(alert.id(), new Entry(tracker, alert));
  }

  /** Takes over a new text, unless the alert was dismissed meanwhile. */
  void refresh(TrackerHandle tracker, Alert alert) {
    entries.computeIfPresent(alert.id(), (id, entry) -> new Entry(tracker, alert));
  }

  /**
   * Takes an alert off.
   *
   * @return the alert and the tracker it is about; null if there is no such alert
   */
  @Nullable Entry remove(String alertId) {
    return entries.remove(alertId);
  }

  /** An alert and the tracker it is about. */
  record Entry(TrackerHandle tracker, Alert alert) {}
}
