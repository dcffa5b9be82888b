package io.github.progresstracker.alert;

import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By when a tracker must be done according to its label; it is read once. */
final class LabelledDeadline implements Function<ProgressSnapshot, @Nullable Instant> {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");
  private static final String LABEL = "deadline";
  private static final int LONGEST_SHOWN = 100;

  private boolean read;
  private @Nullable Instant deadline;

  @Override
  public @Nullable Instant apply(ProgressSnapshot now) {
    if (!read) {
      read = true;
      String label = now.labels().get(LABEL);
      deadline = label == null ? null : read(label.strip(), now);
    }
    return deadline;
  }

  private static @Nullable Instant read(String label, ProgressSnapshot of) {
    try {
      return label.startsWith("P") || label.startsWith("p")
          ? of.startedAt().plus(positive(Duration.parse(label)))
          : OffsetDateTime.parse(label).toInstant();
    } catch (DateTimeException | ArithmeticException e) {
      LOG.warn(
          "the label {}={} of {} is no deadline and is ignored ({}); write a time such as"
              + " 2026-03-01T18:00:00Z, or a duration from the start such as PT2H30M",
          LABEL,
          ProgressFormat.singleLine(label, LONGEST_SHOWN),
          of.name(),
          e.getMessage());
      return null;
    }
  }

  private static Duration positive(Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new DateTimeException("a duration must be above zero");
    }
    return duration;
  }
}
