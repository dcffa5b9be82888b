package io.github.progresstracker.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ItemSnapshot;
import io.github.progresstracker.ItemTimes;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.UsageSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what was worked on and what came of it: outcomes, items, usage and activity. */
final class WorkWriter {

  private final JsonGenerator out;
  private final JsonFields fields;

  WorkWriter(JsonFields fields) {
    this.out = fields.out();
    this.fields = fields;
  }

  void outcomes(Outcomes outcomes) throws IOException {
    out.writeObjectFieldStart("outcomes");
    out.writeNumberField("succeeded", outcomes.succeeded());
    out.writeNumberField("failed", outcomes.failed());
    out.writeNumberField("skipped", outcomes.skipped());
    out.writeNumberField("retried", outcomes.retried());
    fields.optional("errorRate", outcomes.errorRate());
    fields.optional("qualityScore", outcomes.qualityScore());
    if (fields.isExact()) {
      out.writeBooleanField("qualityTracked", outcomes.qualityTracked());
    }
    out.writeEndObject();
  }

  void items(ItemsSnapshot items) throws IOException {
    if (items.equals(ItemsSnapshot.NONE)) {
      out.writeNullField("items");
      return;
    }
    out.writeObjectFieldStart("items");
    out.writeNumberField("pending", items.pending());
    out.writeNumberField("processing", items.processing());
    out.writeNumberField("completed", items.completed());
    out.writeNumberField("failed", items.failed());
    itemTimes(items.times());
    itemList("inFlight", items.inFlight());
    itemList("failures", items.failures());
    out.writeEndObject();
  }

  private void itemList(String key, List<ItemSnapshot> items) throws IOException {
    out.writeArrayFieldStart(key);
    for (ItemSnapshot item : items) {
      item(item);
    }
    out.writeEndArray();
  }

  private void item(ItemSnapshot item) throws IOException {
    out.writeStartObject();
    fields.text("id", item.id());
    out.writeStringField("status", item.status().name());
    fields.number("percent", item.percent());
    fields.text("stage", item.stage());
    fields.optional("stagePercent", item.stagePercent());
    fields.time("startedAt", item.startedAt());
    fields.text("message", item.message());
    out.writeEndObject();
  }

  private void itemTimes(@Nullable ItemTimes times) throws IOException {
    if (times == null) {
      out.writeNullField("times");
      return;
    }
    out.writeObjectFieldStart("times");
    out.writeNumberField("count", times.count());
    fields.seconds("averageSeconds", times.average());
    fields.seconds("medianSeconds", times.median());
    fields.seconds("p90Seconds", times.p90());
    fields.seconds("p99Seconds", times.p99());
    fields.seconds("longestSeconds", times.longest());
    out.writeEndObject();
  }

  void usage(UsageSnapshot usage, Duration elapsed) throws IOException {
    if (usage.equals(UsageSnapshot.NONE)) {
      out.writeNullField("usage");
      return;
    }
    out.writeObjectFieldStart("usage");
    out.writeNumberField("tokens", usage.tokens());
    fields.decimal("cost", usage.cost());
    out.writeNumberField("apiCallsSucceeded", usage.apiCallsSucceeded());
    out.writeNumberField("apiCallsFailed", usage.apiCallsFailed());
    fields.optional("apiSuccessRate", usage.apiSuccessRate());
    fields.optional("apiEfficiency", usage.apiEfficiency(elapsed));
    out.writeNumberField("rateLimitHits", usage.rateLimitHits());
    fields.seconds("rateLimitDelaySeconds", usage.rateLimitDelay());
    out.writeEndObject();
  }

  void activity(ActivitySnapshot activity) throws IOException {
    if (activity.equals(ActivitySnapshot.NONE)) {
      out.writeNullField("activity");
      return;
    }
    out.writeObjectFieldStart("activity");
    out.writeStringField(
        "operationType", activity.operationType() == null ? null : activity.operationType().name());
    fields.text("currentDataType", activity.currentDataType());
    fields.text("stage", activity.stage());
    fields.text("lastProcessedId", activity.lastProcessedId());
    part(activity.part());
    out.writeObjectFieldStart("itemsByType");
    for (Map.Entry<String, Long> type : activity.itemsByType().entrySet()) {
      out.writeNumberField(JsonFields.storable(type.getKey()), type.getValue());
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  /** Left out where nobody said it, as before there was such a thing. */
  private void part(ActivitySnapshot.@Nullable Part part) throws IOException {
    if (part != null) {
      out.writeObjectFieldStart("part");
      fields.text("name", part.name());
      out.writeNumberField("done", part.done());
      out.writeNumberField("total", part.total());
      out.writeEndObject();
    }
  }
}
