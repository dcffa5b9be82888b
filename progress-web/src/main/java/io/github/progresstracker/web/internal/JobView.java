package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.json.ProgressJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is shown, be it one of this process or one that is kept. Its JSON is written when
 * somebody wants it, and once. Immutable.
 */
final class JobView {

  private final ProgressSnapshot snapshot;
  private final Instant updatedAt;
  private final @Nullable Instant finishedAt;
  private final List<String> controls;
  private final Document document;

  /** Two threads may both write it: the same. */
  private volatile byte @Nullable [] json;

  /** Writes all but what depends on who looks. */
  interface Document {
    byte[] write(ProgressSnapshot snapshot);
  }

  JobView(
      ProgressSnapshot snapshot,
      Instant updatedAt,
      @Nullable Instant finishedAt,
      List<String> controls,
      Document document) {
    this.snapshot = snapshot;
    this.updatedAt = updatedAt;
    this.finishedAt = finishedAt;
    this.controls = List.copyOf(controls);
    this.document = document;
  }

  /** A job of this process. */
  static JobView live(ProgressSnapshot snapshot, List<String> controls) {
    Instant finishedAt = snapshot.state().isFinal() ? snapshot.at() : null;
    return new JobView(snapshot, snapshot.at(), finishedAt, controls, JobView::document);
  }

  private static byte[] document(ProgressSnapshot snapshot) {
    return Json.with(ProgressJson.writeBytes(snapshot), more -> more.text("source", "live"));
  }

  String id() {
    return snapshot.id();
  }

  ProgressSnapshot snapshot() {
    return snapshot;
  }

  Instant updatedAt() {
    return updatedAt;
  }

  List<String> controls() {
    return controls;
  }

  @Nullable Long userId() {
    return userOf(snapshot.labels());
  }

  /** Whose job it is, by its labels; null if nobody's. */
  static @Nullable Long userOf(Map<String, String> labels) {
    try {
      String user = labels.get("user_id");
      return user == null ? null : Long.valueOf(user);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** What is wrong with the job or a part of it, and was not dismissed. */
  List<Alert> alerts() {
    List<Alert> alerts = new ArrayList<>();
    gather(snapshot, alerts);
    return alerts;
  }

  private static void gather(ProgressSnapshot tracker, List<Alert> alerts) {
    tracker.alerts().stream().filter(alert -> !alert.isDismissed()).forEach(alerts::add);
    tracker.children().forEach(child -> gather(child, alerts));
  }

  /** The JSON for somebody who may, or may not, control jobs. */
  byte[] json(boolean mayControl) {
    return Json.with(common(), json -> json.texts("controls", mayControl ? controls : List.of()));
  }

  private byte[] common() {
    byte[] written = json;
    if (written == null) {
      written =
          Json.with(
              document.write(snapshot),
              more -> more.time("updatedAt", updatedAt).time("finishedAt", finishedAt));
      json = written;
    }
    return written;
  }
}
