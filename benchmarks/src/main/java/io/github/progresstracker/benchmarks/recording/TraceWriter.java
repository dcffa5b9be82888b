package io.github.progresstracker.benchmarks.recording;

import io.github.progresstracker.benchmarks.recording.Recording.Event;
import io.github.progresstracker.benchmarks.recording.Recording.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes a recording as a trace: comment lines that say what it is, then {@code t_seconds,done},
 * one line per observation, from {@code 0,0} to the total.
 */
final class TraceWriter {

  static final int MAX_POINTS = 600;

  private TraceWriter() {}

  /**
   * What a trace says of itself.
   *
   * @param run which run of which job
   * @param kind of job
   * @param unit what is counted
   * @param how it was recorded
   */
  record Header(Run run, String kind, String unit, String how) {}

  static void write(Path file, Header header, Recording recording) throws IOException {
    Files.write(file, lines(header, recording));
  }

  static List<String> lines(Header header, Recording recording) {
    List<String> lines = new ArrayList<>();
    lines.add(describe(header, recording));
    if (!recording.pauses().isEmpty()) {
      lines.add(
          recording.pauses().stream()
              .map(TraceWriter::range)
              .collect(Collectors.joining(",", "# known_pauses=", "")));
    }
    lines.add("t_seconds,done");
    for (Event event : thin(recording.events(), MAX_POINTS)) {
      lines.add(seconds(event.nanos()) + "," + event.done());
    }
    return lines;
  }

  /**
   * At most so many events: the first, and the last of each equal time slot. A stall of many slots
   * stays a stall, which it would not if every n-th event were kept.
   */
  static List<Event> thin(List<Event> events, int most) {
    if (events.size() <= most) {
      return events;
    }
    int slots = most - 1;
    long end = events.get(events.size() - 1).nanos();
    List<Event> kept = new ArrayList<>();
    kept.add(events.get(0));
    for (int i = 1; i < events.size(); i++) {
      boolean last = i == events.size() - 1;
      if (last || slot(events.get(i), end, slots) != slot(events.get(i + 1), end, slots)) {
        kept.add(events.get(i));
      }
    }
    return kept;
  }

  private static long slot(Event event, long end, int slots) {
    return Math.min(slots - 1, (long) ((double) event.nanos() / end * slots));
  }

  private static String describe(Header header, Recording recording) {
    List<String> how = new ArrayList<>(List.of(header.how()));
    how.addAll(recording.notes());
    return String.format(
        Locale.ROOT,
        "# key=%s; run=%d; kind=%s; unit=%s; total=%d; source=own run; how=%s",
        header.run().key(),
        header.run().number(),
        header.kind(),
        header.unit(),
        recording.done(),
        String.join(", ", how));
  }

  private static String range(Pause pause) {
    return seconds(pause.fromNanos()) + "-" + seconds(pause.toNanos());
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f", Recording.seconds(nanos));
  }
}
