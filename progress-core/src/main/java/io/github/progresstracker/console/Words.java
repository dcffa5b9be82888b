package io.github.progresstracker.console;

import io.github.progresstracker.ByteUnits;
import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.WaitSnapshot;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Locale;

/** What a frame says of a tracker, in the shortest words that are true. */
final class Words {

  /** Says that the count and the total contradict each other. */
  static final String CONTRADICTION = " (!)";

  private static final long DAY = 86_400;
  private static final long DAYS_WITH_A_NAME = 6;
  private static final long LONGEST_DAYS = 36_500;

  private final ZoneId zone;
  private final boolean unicode;

  Words(FrameStyle style) {
    this.zone = style.zone();
    this.unicode = style.unicode();
  }

  String percent(ProgressSnapshot tracker) {
    return own(ProgressFormat.percent(tracker.percent()));
  }

  /** {@code 672,000/1,000,000}, or just what is done. */
  static String counts(ProgressSnapshot tracker) {
    StringBuilder text = new StringBuilder();
    appendCounts(text, tracker);
    return text.toString();
  }

  /** The same for a text in the making. */
  static void appendCounts(StringBuilder text, ProgressSnapshot tracker) {
    appendCounts(text, tracker, "/");
    text.append(mark(tracker));
  }

  /** The same with room around the slash and the unit behind it. */
  static String longCounts(ProgressSnapshot tracker) {
    StringBuilder text = new StringBuilder();
    appendCounts(text, tracker, " / ");
    return ProgressFormat.withUnit(text.toString(), tracker.unit()) + mark(tracker);
  }

  private static void appendCounts(StringBuilder text, ProgressSnapshot tracker, String of) {
    append(text, tracker.done(), tracker.unit());
    if (tracker.total().isKnown()) {
      append(text.append(of).append(about(tracker)), tracker.total().valueOr(0), tracker.unit());
      text.append(more(tracker));
    }
  }

  private static void append(StringBuilder text, long count, String unit) {
    if (ByteUnits.of(unit).isPresent()) {
      text.append(ProgressFormat.grouped(count, unit));
    } else {
      ProgressFormat.appendGrouped(text, count);
    }
  }

  /** {@code 672K/1M}, {@code 1.1/4.0 GiB}. */
  static String compactCounts(ProgressSnapshot tracker) {
    String unit = tracker.unit();
    String done = compact(tracker.done(), unit);
    if (!tracker.total().isKnown()) {
      return done;
    }
    String total = compact(tracker.total().valueOr(0), unit);
    int space = done.indexOf(' ');
    boolean twice = space > 0 && total.endsWith(done.substring(space));
    return (twice ? done.substring(0, space) : done)
        + "/"
        + about(tracker)
        + total
        + more(tracker)
        + mark(tracker);
  }

  private static String compact(long count, String unit) {
    return ByteUnits.of(unit).isPresent()
        ? ProgressFormat.grouped(count, unit)
        : ProgressFormat.compact(count);
  }

  private static String about(ProgressSnapshot tracker) {
    return tracker.total() instanceof Total.Estimate ? "~" : "";
  }

  private static String more(ProgressSnapshot tracker) {
    return tracker.total() instanceof Total.AtLeast ? "+" : "";
  }

  /** More done than there was to do, or completed with less. */
  private static String mark(ProgressSnapshot tracker) {
    if (!(tracker.total() instanceof Total.Exact total)) {
      return "";
    }
    boolean less = tracker.state() == TrackerState.COMPLETED && tracker.done() < total.value();
    return less || tracker.done() > total.value() ? CONTRADICTION : "";
  }

  /** The speed of late, or of the whole run once it has ended; nothing if there is none. */
  String rate(ProgressSnapshot tracker) {
    double rate = speed(tracker);
    return rate > 0 ? own(ProgressFormat.shortRate(rate, tracker.unit())) : "";
  }

  String longRate(ProgressSnapshot tracker) {
    return own(ProgressFormat.rate(speed(tracker), tracker.unit()));
  }

  private static double speed(ProgressSnapshot tracker) {
    return tracker.state().isFinal() ? tracker.rates().average() : tracker.rates().current();
  }

  /** How long it still takes, or why nobody can tell. */
  Status status(ProgressSnapshot tracker) {
    WaitSnapshot wait = tracker.waiting();
    if (tracker.state().isFinal()) {
      return Status.of(Health.of(tracker).word() + " in " + elapsed(tracker));
    }
    if (wait != null) {
      return waiting(wait, tracker.at());
    }
    if (tracker.state() == TrackerState.PAUSED || tracker.stopRequested()) {
      return Status.of(tracker.stopRequested() ? "stopping" : "paused");
    }
    return eta(tracker);
  }

  private static Status waiting(WaitSnapshot wait, Instant now) {
    if (wait.until() == null) {
      String since = ProgressFormat.durationShort(Duration.between(wait.since(), now));
      return new Status(wait.reason(), ", for ", since, "waiting");
    }
    String left = ProgressFormat.durationShort(Duration.between(now, wait.until()));
    return new Status(wait.reason(), ", resumes in ", left, "waits " + left);
  }

  private Status eta(ProgressSnapshot tracker) {
    Eta eta = tracker.eta();
    if (eta.remaining() != null) {
      String range = range(eta);
      return eta.basis() == EtaBasis.STALLED
          ? new Status("", "stalled, ETA ", range, "stalled")
          : new Status("", "ETA ", range, range);
    }
    return switch (eta.basis()) {
      case STALLED -> Status.of("stalled");
      case WARMING_UP -> Status.of("too early");
      default -> Status.of("for " + elapsed(tracker));
    };
  }

  /** {@code 12–15 min}, or {@code ~3 s}. */
  String range(Eta eta) {
    String range = ProgressFormat.durationRange(eta.low(), eta.high());
    return own(range.replace("about ", "~").replace("less than ", "<"));
  }

  /** When it will be done: {@code about 14:32}; nothing while nobody knows, as in a pause. */
  String finish(ProgressSnapshot tracker) {
    Duration remaining = tracker.eta().remaining();
    boolean stands = tracker.state() == TrackerState.PAUSED || tracker.state().isFinal();
    if (remaining == null || stands || remaining.toDays() > LONGEST_DAYS) {
      return "";
    }
    long now = localSeconds(tracker.at());
    long end = localSeconds(after(tracker.at(), remaining));
    long days = Math.floorDiv(end, DAY) - Math.floorDiv(now, DAY);
    if (days == 0) {
      return time("about ", end);
    }
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(end, DAY));
    return days > DAYS_WITH_A_NAME ? "about " + date : time("about " + name(date) + " ", end);
  }

  /** What {@link Instant#plus} gives by way of another one. */
  private static Instant after(Instant start, Duration duration) {
    return Instant.ofEpochSecond(
        start.getEpochSecond() + duration.getSeconds(),
        (long) start.getNano() + duration.getNano());
  }

  /** Seconds on the clock on the wall since 1970; a calendar would cost ten objects a row. */
  private long localSeconds(Instant instant) {
    return instant.getEpochSecond() + offset(instant).getTotalSeconds();
  }

  /** A fixed offset would make rules of itself each time. */
  private ZoneOffset offset(Instant instant) {
    return zone instanceof ZoneOffset fixed ? fixed : zone.getRules().getOffset(instant);
  }

  private static String name(LocalDate day) {
    return day.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
  }

  private static String time(String before, long localSeconds) {
    int minutes = (int) (Math.floorMod(localSeconds, DAY) / 60);
    int hours = minutes / 60;
    int rest = minutes % 60;
    return before + hours / 10 + hours % 10 + ':' + rest / 10 + rest % 10;
  }

  /** {@code 12:45:23}. */
  String clock(Instant instant) {
    long local = localSeconds(instant);
    int seconds = Math.floorMod(local, 60);
    return time("", local) + ':' + seconds / 10 + seconds % 10;
  }

  static String elapsed(ProgressSnapshot tracker) {
    return ProgressFormat.durationShort(tracker.elapsed());
  }

  /** {@code 8 failed, 3 skipped}, or nothing. */
  static String outcomes(ProgressSnapshot tracker) {
    String failed = counted(tracker.outcomes().failed(), " failed");
    String skipped = counted(tracker.outcomes().skipped(), " skipped");
    return failed.isEmpty() || skipped.isEmpty() ? failed + skipped : failed + ", " + skipped;
  }

  private static String counted(long count, String what) {
    return count == 0 ? "" : ProgressFormat.grouped(count) + what;
  }

  /** How far the current phase is by its own count; nothing if nobody knows. */
  String phasePercent(ProgressSnapshot tracker) {
    for (PhaseSnapshot phase : tracker.phases()) {
      if (phase.name().equals(tracker.phase()) && phase.percent() != null) {
        return own(ProgressFormat.percent(phase.percent()));
      }
    }
    return "";
  }

  /** Text of {@link ProgressFormat}, in ASCII if that is all there is. */
  String own(String text) {
    return unicode ? text : ProgressFormat.ascii(text);
  }

  /**
   * Why and how long.
   *
   * @param foreign the host's reason, or nothing
   * @param lead what we say
   * @param rest and the time of it
   * @param brief all of it in a word or two
   */
  record Status(String foreign, String lead, String rest, String brief) {

    static Status of(String own) {
      return new Status("", "", own, own);
    }

    String own() {
      return lead + rest;
    }

    int width() {
      return foreign.length() + lead.length() + rest.length();
    }

    void draw(Canvas canvas) {
      canvas.foreign(foreign, canvas.left() - lead.length() - rest.length()).add(lead).add(rest);
    }
  }
}
