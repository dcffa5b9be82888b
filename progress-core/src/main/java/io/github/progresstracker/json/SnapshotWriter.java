package io.github.progresstracker.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Step;
import io.github.progresstracker.WaitSnapshot;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.eta.EtaBasis;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes snapshots: a tracker with all that it has, and the trackers below it. */
final class SnapshotWriter {

  private final JsonGenerator out;
  private final JsonFields fields;
  private final WorkWriter work;
  private final PaceWriter pace;

  SnapshotWriter(JsonFields fields) {
    this.out = fields.out();
    this.fields = fields;
    this.work = new WorkWriter(fields);
    this.pace = new PaceWriter(fields);
  }

  /** Writes a snapshot that stands by itself. */
  void document(ProgressSnapshot snapshot) throws IOException {
    out.writeStartObject();
    out.writeNumberField("version", ProgressJson.VERSION);
    snapshotFields(snapshot);
    pace.history(snapshot.rates().history());
    out.writeEndObject();
  }

  void snapshots(String key, List<ProgressSnapshot> snapshots) throws IOException {
    out.writeArrayFieldStart(key);
    for (ProgressSnapshot snapshot : snapshots) {
      snapshot(snapshot);
    }
    out.writeEndArray();
  }

  void snapshot(ProgressSnapshot snapshot) throws IOException {
    out.writeStartObject();
    snapshotFields(snapshot);
    out.writeEndObject();
  }

  private void snapshotFields(ProgressSnapshot snapshot) throws IOException {
    fields.text("id", snapshot.id());
    fields.text("name", snapshot.name());
    out.writeStringField("state", snapshot.state().name());
    fields.text("message", snapshot.message());
    fields.text("unit", snapshot.unit());
    out.writeNumberField("offset", snapshot.offset());
    out.writeNumberField("done", snapshot.done());
    fields.total("total", snapshot.total());
    fields.percent(snapshot.percent());
    work.outcomes(snapshot.outcomes());
    work.items(snapshot.items());
    work.usage(snapshot.usage(), snapshot.elapsed());
    work.activity(snapshot.activity());
    fields.time("startedAt", snapshot.startedAt());
    fields.time("at", snapshot.at());
    fields.seconds("elapsedSeconds", snapshot.elapsed());
    fields.seconds("activeSeconds", snapshot.active());
    waiting(snapshot.waiting());
    step(snapshot.step());
    fields.text("phase", snapshot.phase());
    phases(snapshot.phases());
    pace.rates(snapshot.rates(), hasRates(snapshot));
    pace.eta(snapshot.eta(), snapshot.at());
    pace.accuracy(snapshot.etaAccuracy());
    labels(snapshot.labels());
    out.writeBooleanField("stopRequested", snapshot.stopRequested());
    alerts(snapshot.alerts());
    snapshots("children", snapshot.children());
  }

  void alert(Alert alert) throws IOException {
    out.writeStartObject();
    fields.text("id", alert.id());
    fields.text("rule", alert.rule());
    fields.text("trackerId", alert.trackerId());
    out.writeStringField("severity", alert.severity().name());
    out.writeStringField("category", alert.category().name());
    fields.text("message", alert.message());
    fields.text("advice", alert.advice());
    fields.time("raisedAt", alert.raisedAt());
    fields.time("dismissedAt", alert.dismissedAt());
    out.writeEndObject();
  }

  private void alerts(List<Alert> alerts) throws IOException {
    out.writeArrayFieldStart("alerts");
    for (Alert alert : alerts) {
      alert(alert);
    }
    out.writeEndArray();
  }

  private void waiting(@Nullable WaitSnapshot waiting) throws IOException {
    if (waiting == null) {
      out.writeNullField("waiting");
      return;
    }
    out.writeObjectFieldStart("waiting");
    fields.text("reason", waiting.reason());
    fields.time("since", waiting.since());
    fields.time("until", waiting.until());
    out.writeEndObject();
  }

  private void step(@Nullable Step step) throws IOException {
    if (step == null) {
      out.writeNullField("step");
      return;
    }
    out.writeObjectFieldStart("step");
    out.writeNumberField("number", step.number());
    out.writeNumberField("count", step.count());
    out.writeEndObject();
  }

  private void phases(List<PhaseSnapshot> phases) throws IOException {
    out.writeArrayFieldStart("phases");
    for (PhaseSnapshot phase : phases) {
      out.writeStartObject();
      fields.text("name", phase.name());
      out.writeNumberField("done", phase.done());
      fields.total("total", phase.total());
      fields.percent(phase.percent());
      fields.optional("weight", phase.weight());
      out.writeBooleanField("finished", phase.finished());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void labels(Map<String, String> labels) throws IOException {
    out.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : labels.entrySet()) {
      fields.text(JsonFields.storable(label.getKey()), label.getValue());
    }
    out.writeEndObject();
  }

  /** A job that has ended says no more why there is no estimate, and maybe were no rates. */
  private static boolean hasRates(ProgressSnapshot of) {
    boolean silent = of.state().isFinal() || of.eta().basis() == EtaBasis.DONE;
    return of.rates().average() > 0 || !(silent || of.eta().basis() == EtaBasis.NOT_ESTIMATED);
  }
}
