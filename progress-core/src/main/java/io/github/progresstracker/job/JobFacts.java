package io.github.progresstracker.job;

import io.github.progresstracker.json.SafeJson;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a writer says beside its counts, and of which the last word stands.
 *
 * <p>Of the texts and the totals null means that nothing is said of it now, and what was said
 * before stays; an empty text takes it back. Rates and estimates are as of the report: null is
 * unknown. Texts longer than {@value #LONGEST_TEXT} characters are cut, and what no store could
 * keep is replaced as {@link SafeJson#cleanText} does it; numbers that are not finite are unknown.
 *
 * @param totalItems units the whole job has to do, as far as this writer knows, or null
 * @param ownTotal units this writer itself has to do, or null; the sum of all writers' is the job's
 *     if nobody says the whole
 * @param operationType the kind of work, such as {@code discovery}
 * @param currentDataType what is being handled, such as {@code commits}
 * @param stage a step of the work, such as {@code resolving users}
 * @param lastProcessedId what was done last
 * @param part the part that is being worked on, such as the name of a channel
 * @param partsDone parts done, or null
 * @param partsTotal parts there are, or null
 * @param rate units per second of active time, or null
 * @param etaSeconds expected seconds to the end, or null
 * @param etaLowSeconds lower end of the 80 % interval, or null
 * @param etaHighSeconds upper end, or null
 * @param waitReason the announced wait that is going on, or null
 * @param waitLeft how long it is expected to last from now on, or null
 * @see JobReport
 */
public record JobFacts(
    @Nullable Long totalItems,
    @Nullable Long ownTotal,
    @Nullable String operationType,
    @Nullable String currentDataType,
    @Nullable String stage,
    @Nullable String lastProcessedId,
    @Nullable String part,
    @Nullable Long partsDone,
    @Nullable Long partsTotal,
    @Nullable Double rate,
    @Nullable Double etaSeconds,
    @Nullable Double etaLowSeconds,
    @Nullable Double etaHighSeconds,
    @Nullable String waitReason,
    @Nullable Duration waitLeft) {

  /** Longest text kept whole. */
  public static final int LONGEST_TEXT = 500;

  /** Nothing is said. */
  public static final JobFacts NONE = builder().build();

  private static final Duration LONGEST_WAIT = Duration.ofDays(3_650);

  /**
   * Cleans texts and numbers.
   *
   * @param totalItems units the whole job has to do, or null
   * @param ownTotal units this writer has to do, or null
   * @param operationType the kind of work
   * @param currentDataType what is being handled
   * @param stage a step of the work
   * @param lastProcessedId what was done last
   * @param part the part that is being worked on
   * @param partsDone parts done, or null
   * @param partsTotal parts there are, or null
   * @param rate units per second, or null
   * @param etaSeconds seconds to the end, or null
   * @param etaLowSeconds lower end, or null
   * @param etaHighSeconds upper end, or null
   * @param waitReason the wait that is going on, or null
   * @param waitLeft how long it will last, or null
   * @throws IllegalArgumentException if a total or a number of parts is negative
   */
  public JobFacts {
    requireCount("totalItems", totalItems);
    requireCount("ownTotal", ownTotal);
    requireCount("partsDone", partsDone);
    requireCount("partsTotal", partsTotal);
    operationType = cleaned(operationType);
    currentDataType = cleaned(currentDataType);
    stage = cleaned(stage);
    lastProcessedId = cleaned(lastProcessedId);
    part = cleaned(part);
    rate = known(rate);
    etaSeconds = known(etaSeconds);
    etaLowSeconds = known(etaLowSeconds);
    etaHighSeconds = known(etaHighSeconds);
    waitReason = "".equals(waitReason) ? null : cleaned(waitReason);
    waitLeft = waitLeft == null || waitLeft.compareTo(LONGEST_WAIT) < 0 ? waitLeft : LONGEST_WAIT;
  }

  /**
   * Begins facts.
   *
   * @return a builder that says nothing yet
   */
  public static Builder builder() {
    return new Builder();
  }

  /** What stands after newer facts have come in. */
  JobFacts then(JobFacts newer) {
    return new JobFacts(
        word(totalItems, newer.totalItems),
        word(ownTotal, newer.ownTotal),
        word(operationType, newer.operationType),
        word(currentDataType, newer.currentDataType),
        word(stage, newer.stage),
        word(lastProcessedId, newer.lastProcessedId),
        word(part, newer.part),
        word(partsDone, newer.partsDone),
        word(partsTotal, newer.partsTotal),
        newer.rate,
        newer.etaSeconds,
        newer.etaLowSeconds,
        newer.etaHighSeconds,
        newer.waitReason,
        newer.waitLeft);
  }

  /** What a later life of the writer goes on from. */
  JobFacts withoutParts() {
    return new JobFacts(
        totalItems,
        ownTotal,
        operationType,
        currentDataType,
        stage,
        lastProcessedId,
        null,
        null,
        null,
        rate,
        etaSeconds,
        etaLowSeconds,
        etaHighSeconds,
        waitReason,
        waitLeft);
  }

  private static <T> @Nullable T word(@Nullable T before, @Nullable T now) {
    T word = now == null ? before : now;
    return "".equals(word) ? null : word;
  }

  private static void requireCount(String what, @Nullable Long value) {
    if (value != null) {
      JobTotals.requireCount(what, value);
    }
  }

  private static @Nullable String cleaned(@Nullable String text) {
    return text == null ? null : SafeJson.cleanText(text, LONGEST_TEXT);
  }

  private static @Nullable Double known(@Nullable Double value) {
    return value != null && Double.isFinite(value) && value >= 0 ? value : null;
  }

  /** Gathers facts. Not thread-safe. */
  public static final class Builder {
    private @Nullable Long totalItems;
    private @Nullable Long ownTotal;
    private @Nullable String operationType;
    private @Nullable String currentDataType;
    private @Nullable String stage;
    private @Nullable String lastProcessedId;
    private @Nullable String part;
    private @Nullable Long partsDone;
    private @Nullable Long partsTotal;
    private @Nullable Double rate;
    private @Nullable Double etaSeconds;
    private @Nullable Double etaLowSeconds;
    private @Nullable Double etaHighSeconds;
    private @Nullable String waitReason;
    private @Nullable Duration waitLeft;

    private Builder() {}

    /**
     * Says how much the whole job has to do.
     *
     * @param units units, or null
     * @return this builder
     */
    public Builder totalItems(@Nullable Long units) {
      totalItems = units;
      return this;
    }

    /**
     * Says how much this writer has to do.
     *
     * @param units units, or null
     * @return this builder
     */
    public Builder ownTotal(@Nullable Long units) {
      ownTotal = units;
      return this;
    }

    /**
     * Says what kind of work it is.
     *
     * @param text such as {@code discovery}, empty to take it back
     * @return this builder
     */
    public Builder operationType(@Nullable String text) {
      operationType = text;
      return this;
    }

    /**
     * Says what is being handled.
     *
     * @param text such as {@code commits}, empty to take it back
     * @return this builder
     */
    public Builder currentDataType(@Nullable String text) {
      currentDataType = text;
      return this;
    }

    /**
     * Says which step of the work it is.
     *
     * @param text such as {@code resolving users}, empty to take it back
     * @return this builder
     */
    public Builder stage(@Nullable String text) {
      stage = text;
      return this;
    }

    /**
     * Says what was done last.
     *
     * @param text an id, empty to take it back
     * @return this builder
     */
    public Builder lastProcessedId(@Nullable String text) {
      lastProcessedId = text;
      return this;
    }

    /**
     * Says which part is being worked on.
     *
     * @param name its name, empty to take it back
     * @param done parts done, or null
     * @param total parts there are, or null
     * @return this builder
     */
    public Builder part(@Nullable String name, @Nullable Long done, @Nullable Long total) {
      part = name;
      partsDone = done;
      partsTotal = total;
      return this;
    }

    /**
     * Says how fast it goes.
     *
     * @param unitsPerSecond of active time, or null if unknown
     * @return this builder
     */
    public Builder rate(@Nullable Double unitsPerSecond) {
      rate = unitsPerSecond;
      return this;
    }

    /**
     * Says when it will be done.
     *
     * @param seconds expected seconds to the end, or null
     * @param low lower end of the 80 % interval, or null
     * @param high upper end, or null
     * @return this builder
     */
    public Builder eta(@Nullable Double seconds, @Nullable Double low, @Nullable Double high) {
      etaSeconds = seconds;
      etaLowSeconds = low;
      etaHighSeconds = high;
      return this;
    }

    /**
     * Says that an announced wait is going on.
     *
     * @param reason such as {@code FLOOD_WAIT}
     * @param left how long it is expected to last, or null
     * @return this builder
     */
    public Builder waiting(@Nullable String reason, @Nullable Duration left) {
      waitReason = reason;
      waitLeft = left;
      return this;
    }

    /**
     * Builds the facts.
     *
     * @return what has been said
     * @throws IllegalArgumentException if a total or a number of parts is negative
     */
    public JobFacts build() {
      return new JobFacts(
          totalItems,
          ownTotal,
          operationType,
          currentDataType,
          stage,
          lastProcessedId,
          part,
          partsDone,
          partsTotal,
          rate,
          etaSeconds,
          etaLowSeconds,
          etaHighSeconds,
          waitReason,
          waitLeft);
    }
  }
}
