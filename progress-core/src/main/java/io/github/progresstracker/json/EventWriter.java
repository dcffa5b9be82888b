package io.github.progresstracker.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import java.io.IOException;
import java.util.Locale;

/** The writing half of {@link EventCodec}, and of events in {@link ProgressJson}. */
final class EventWriter {

  private final JsonGenerator out;
  private final JsonFields fields;
  private final SnapshotWriter snapshots;

  EventWriter(JsonFields fields) {
    this.out = fields.out();
    this.fields = fields;
    this.snapshots = new SnapshotWriter(fields);
  }

  void event(ProgressEvent event) throws IOException {
    EventHeader header = event.header();
    out.writeStartObject();
    out.writeNumberField("version", ProgressJson.VERSION);
    out.writeStringField("type", typeOf(event));
    out.writeStringField("eventId", header.eventId().toString());
    fields.time("at", header.at());
    out.writeNumberField("sequence", header.sequence());
    fields.text("jobId", header.jobId());
    fields.text("trackerId", header.trackerId());
    if (event instanceof Transition transition) {
      specifics(transition);
      snapshots.snapshots("lineage", transition.lineage());
    } else {
      out.writeFieldName("job");
      snapshots.snapshot(event.job());
    }
    out.writeEndObject();
  }

  private static String typeOf(ProgressEvent event) {
    String name = event.getClass().getSimpleName();
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private void specifics(Transition transition) throws IOException {
    if (transition instanceof Transition.Marked marked) {
      fields.text("phase", marked.phase());
      out.writeNumberField("value", marked.value());
    } else if (transition instanceof Transition.PhaseStarted phase) {
      fields.text("phase", phase.phase());
    } else if (transition instanceof Transition.PhaseFinished phase) {
      fields.text("phase", phase.phase());
    } else if (transition instanceof Transition.WaitStarted wait) {
      fields.text("reason", wait.reason());
      fields.time("until", wait.until());
    } else if (transition instanceof Transition.WaitEnded wait) {
      fields.text("reason", wait.reason());
      fields.seconds("waitedSeconds", wait.waited());
    } else if (transition instanceof Transition.Resumed resumed) {
      fields.seconds("pausedSeconds", resumed.paused());
    } else if (transition instanceof Transition.TotalChanged change) {
      fields.total("before", change.before());
    } else if (transition instanceof Transition.Note note) {
      fields.text("action", note.action());
      out.writeFieldName("details");
      out.writeRawValue(SafeJson.write(note.details()));
    } else if (transition instanceof Transition.StopRequested stop) {
      fields.text("reason", stop.reason());
    } else if (transition instanceof Transition.AlertTransition change) {
      out.writeFieldName("alert");
      snapshots.alert(change.alert());
      if (change instanceof Transition.AlertCleared cleared) {
        fields.seconds("lastedSeconds", cleared.lasted());
      }
    }
  }
}
