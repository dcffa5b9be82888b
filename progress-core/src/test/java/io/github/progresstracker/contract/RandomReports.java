package io.github.progresstracker.contract;

import io.github.progresstracker.Outcomes;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.RunFigures;
import io.github.progresstracker.job.WriterId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Reports as a bad network and worse reporters would send them: old, repeated, huge, and odd. */
final class RandomReports {

  private static final String[] STAGES = {"resolving", "it's \"quoted\"", "Ünï\u2400 🚀", ""};
  private static final List<ReportedStatus> STATUSES = List.of(ReportedStatus.values());
  private static final int KEYS = 12;

  private final Random random;
  private final String prefix;
  private final Map<WriterId, JobReport> last = new HashMap<>();

  RandomReports(long seed, String prefix) {
    this.random = new Random(seed);
    this.prefix = prefix;
  }

  /** Up to a dozen, of few writers, so that they meet. */
  List<JobReport> batch() {
    List<JobReport> batch = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      batch.add(next());
    }
    return batch;
  }

  /**
   * Mostly one report, and one as most are: its writer got further, and says what it said before.
   * Now and then it says something else, counts less, or is not the only one to report of itself.
   */
  List<JobReport> step() {
    if (random.nextInt(8) == 0) {
      return batch();
    }
    WriterId writer = WriterId.of("w\"" + random.nextInt(3));
    JobReport before = last.get(writer);
    JobReport same = random.nextInt(8) == 0 ? null : before;
    JobReport.Builder report =
        JobReport.of(job(0), writer)
            .at(3, before == null ? 40 : before.sequence() + 1)
            .totals(same == null ? totals() : same.totals().plus(further()))
            .facts(same == null || random.nextInt(8) == 0 ? facts() : same.facts())
            .onRecord(false);
    last.put(writer, report.build());
    return List.of(report.build());
  }

  private JobTotals further() {
    return new JobTotals(random.nextInt(3), random.nextInt(2), Map.of("issues", 1L));
  }

  JobId job(int number) {
    return JobId.of(prefix + "'; drop table progress_job; -- " + number);
  }

  private JobReport next() {
    JobReport.Builder report =
        JobReport.of(job(random.nextInt(3)), WriterId.of("w\"" + random.nextInt(3)))
            .status(STATUSES.get(random.nextInt(STATUSES.size())))
            .totals(totals())
            .facts(facts())
            .error(random.nextInt(8) == 0 ? "went 'wrong'" : null)
            .run(random.nextInt(4) == 0 ? run() : null)
            .onRecord(random.nextBoolean())
            .details(random.nextInt(4) == 0 ? details() : Map.of());
    if (random.nextInt(6) == 0) {
      return report.idempotencyKey("key " + random.nextInt(KEYS)).build();
    }
    if (random.nextInt(3) == 0) {
      report.more("key " + random.nextInt(KEYS), totals());
    }
    return report
        .at(1 + random.nextInt(3), random.nextInt(40))
        .base(random.nextInt(5) == 0 ? totals() : null)
        .build();
  }

  private RunFigures run() {
    return new RunFigures(
        Duration.ofMillis(random.nextInt(1_000_000)),
        new Outcomes(random.nextInt(9), 1, 0, 0),
        random.nextInt(9),
        BigDecimal.ONE,
        0,
        0,
        null);
  }

  private JobTotals totals() {
    Map<String, Long> items = new LinkedHashMap<>();
    for (String type : List.of("issues", "merge 'requests'", "Ç")) {
      if (random.nextBoolean()) {
        items.put(type, count());
      }
    }
    return new JobTotals(count(), count(), items);
  }

  private long count() {
    return random.nextInt(60) == 0 ? Long.MAX_VALUE - random.nextInt(3) : random.nextInt(100);
  }

  private JobFacts facts() {
    return JobFacts.builder()
        .totalItems(random.nextInt(4) == 0 ? count() : null)
        .ownTotal(random.nextInt(3) == 0 ? count() : null)
        .operationType(random.nextInt(5) == 0 ? "discovery" : null)
        .currentDataType(text())
        .stage(text())
        .lastProcessedId(text())
        .part(text(), random.nextBoolean() ? (Long) count() : null, null)
        .rate(random.nextBoolean() ? random.nextInt(1_000) / 4.0 : Double.NaN)
        .eta(random.nextBoolean() ? random.nextInt(1_000) / 8.0 : null, null, 1e300)
        .waiting(random.nextInt(5) == 0 ? "FLOOD_WAIT" : null, Duration.ofHours(1))
        .build();
  }

  private @Nullable String text() {
    return random.nextBoolean() ? STAGES[random.nextInt(STAGES.length)] : null;
  }

  private Map<String, @Nullable Object> details() {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("areas", List.of("a", random.nextInt(5)));
    details.put("nul", "\u0000");
    details.put("status", random.nextBoolean() ? "mine" : null);
    return details;
  }
}
