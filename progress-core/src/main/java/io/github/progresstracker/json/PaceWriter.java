package io.github.progresstracker.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.Rates;
import io.github.progresstracker.eta.ThroughputHistory;
import io.github.progresstracker.eta.ThroughputTrend;
import io.github.progresstracker.internal.json.AccuracyJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes how fast the work goes and when it will be done: rates, their history, the ETA and its
 * accuracy.
 */
final class PaceWriter {

  private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

  private final JsonGenerator out;
  private final JsonFields fields;

  PaceWriter(JsonFields fields) {
    this.out = fields.out();
    this.fields = fields;
  }

  void rates(Rates rates, boolean measured) throws IOException {
    out.writeObjectFieldStart("rates");
    fields.number("currentPerSecond", measured ? rates.current() : Double.NaN);
    fields.number("averagePerSecond", measured ? rates.average() : Double.NaN);
    fields.number("peakPerSecond", measured ? rates.peak() : Double.NaN);
    fields.number("averageSecondsPerUnit", rates.average() > 0 ? 1 / rates.average() : Double.NaN);
    trend(rates.trend());
    out.writeEndObject();
  }

  private void trend(@Nullable ThroughputTrend trend) throws IOException {
    if (trend == null) {
      out.writeNullField("trend");
      return;
    }
    out.writeObjectFieldStart("trend");
    out.writeStringField("direction", trend.direction().name());
    fields.number("logRatio", trend.logRatio());
    out.writeEndObject();
  }

  void history(ThroughputHistory history) throws IOException {
    out.writeObjectFieldStart("throughputHistory");
    fields.seconds("bucketSeconds", history.bucket());
    out.writeArrayFieldStart("perSecond");
    for (double value : history.perSecond()) {
      out.writeNumber(JsonFields.plain(BigDecimal.valueOf(value).round(FOUR_DIGITS)));
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  void eta(Eta eta, Instant now) throws IOException {
    out.writeObjectFieldStart("eta");
    out.writeStringField("basis", eta.basis().name());
    out.writeStringField("method", eta.method().name());
    fields.seconds("remainingSeconds", eta.remaining());
    fields.seconds("lowSeconds", eta.low());
    fields.seconds("highSeconds", eta.high());
    fields.time(
        "completionAt", JsonFields.isWritable(now) ? eta.completionAt(now).orElse(null) : null);
    fields.number("confidence", eta.confidence());
    factors(eta.factors());
    out.writeEndObject();
  }

  private void factors(EtaFactors factors) throws IOException {
    out.writeObjectFieldStart("factors");
    fields.number("currentThroughput", factors.currentThroughput());
    fields.number("averageThroughput", factors.averageThroughput());
    fields.number("rateLimitingImpact", factors.rateLimitingImpact());
    fields.number("complexityFactor", factors.complexityFactor());
    fields.number("historicalAccuracy", factors.historicalAccuracy());
    out.writeEndObject();
  }

  void accuracy(@Nullable EtaAccuracy accuracy) throws IOException {
    if (accuracy == null) {
      out.writeNullField("etaAccuracy");
      return;
    }
    out.writeObjectFieldStart("etaAccuracy");
    for (Map.Entry<String, Number> member : AccuracyJson.members(accuracy).entrySet()) {
      if (member.getValue() instanceof Long whole) {
        out.writeNumberField(member.getKey(), whole);
      } else {
        fields.number(member.getKey(), member.getValue().doubleValue());
      }
    }
    out.writeEndObject();
  }
}
