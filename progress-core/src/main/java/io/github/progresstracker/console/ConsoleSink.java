package io.github.progresstracker.console;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.ProgressSink;
import java.io.Flushable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prints progress as lines that a person can read at night and {@code grep} or a logfmt reader can
 * take apart:
 *
 * <pre>{@code
 * ts=2025-11-10T12:45:23Z event=progress job=collect state=RUNNING done=672000 total=1000000
 *   percent=67.2 unit=messages rate=45.3/s eta=1h58m-2h3m eta_at=2025-11-10T14:46:03Z elapsed=4h7m
 *   child="ABC LEGACY NEWS > Session 135" child_step=135/200 child_state=RUNNING child_done=2000
 *   child_total=5000 child_percent=40.0 child_phase=fetching id=collect-42
 * }</pre>
 *
 * <p>(one line each, without colour). A job has a line when it starts, at each ten percent or 30
 * seconds, whichever comes first, when it begins and ends to wait or to pause, and when it ends. A
 * part right below the job has one when it ends, any part when it fails, waits or is paused; such
 * lines keep a gap of five seconds to their like, and waits of less than a second have none. Marks,
 * phases, notes and the ends of deeper parts have no lines of their own.
 *
 * <table>
 * <caption>Keys; what is unknown, or nothing, is left out</caption>
 * <tr><th>key</th><th>value</th></tr>
 * <tr><td>{@code ts}</td><td>when, in UTC</td></tr>
 * <tr><td>{@code event}</td><td>{@code started}, {@code progress}, {@code wait_started}, {@code
 * wait_ended}, {@code paused}, {@code resumed}, {@code finished}; with {@code child_} before it if it
 * is about a part</td></tr>
 * <tr><td>{@code job}, {@code id}</td><td>name and id of the job</td></tr>
 * <tr><td>{@code state}</td><td>a {@link io.github.progresstracker.TrackerState}</td></tr>
 * <tr><td>{@code done}, {@code total} or {@code total_at_least}, {@code percent}, {@code unit}, {@code
 * failed}, {@code skipped}, {@code retried}, {@code items_processing}</td><td>counts without grouping;
 * percent with one decimal, cut</td></tr>
 * <tr><td>{@code rate}</td><td>per second, minute, hour or day: {@code 45.3/s}, {@code 3.2/min}, of
 * bytes {@code 12.3MiB/s}; the average once the job has ended</td></tr>
 * <tr><td>{@code eta}, {@code eta_at}, {@code eta_basis}</td><td>remaining time as an 80 % interval,
 * the expected end in UTC, and what it rests on if not on measurement</td></tr>
 * <tr><td>{@code elapsed}, {@code waited}, {@code paused}</td><td>durations such as {@code
 * 2h15m}</td></tr>
 * <tr><td>{@code reason}, {@code until}</td><td>of a wait</td></tr>
 * <tr><td>{@code phase}, {@code phase_percent}, {@code message}</td><td>of the job; how far the phase
 * is by its own count</td></tr>
 * <tr><td>{@code child}, {@code child_…}</td><td>path, place and numbers of the part that the event is
 * about; of a progress line, the most specific part at work</td></tr>
 * <tr><td>{@code children}</td><td>parts right below the job, if more than one is at work</td></tr>
 * </table>
 *
 * <p>Values with spaces, quotes, equals signs or unprintable characters in them are JSON strings;
 * what could steer a terminal is always escaped. Texts are cut at 120 characters.
 *
 * <p>A stream that fails turns the sink off, with one warning in the log: progress is for looking
 * at, and nobody is looking.
 */
public final class ConsoleSink implements ProgressSink {

  private static final Logger LOG = LoggerFactory.getLogger(ConsoleSink.class);

  private final Appendable out;
  private final Cadence cadence;
  private final ConsoleFilter filter;
  private boolean on;

  ConsoleSink(Appendable out, ConsoleSettings settings) {
    this.out = Objects.requireNonNull(out, "out");
    this.cadence = settings.cadence();
    this.filter = new ConsoleFilter(cadence.minimumGap());
    this.on = settings.on();
  }

  /**
   * Prints to standard error, as suits it. On a terminal there is a line each second, if {@code
   * TERM} is set and not {@code dumb} and {@code CI} is not set; elsewhere lines are as rare as
   * described above.
   *
   * <p>The system property {@code progress.console.mode}, or else the environment variable {@code
   * PROGRESS_CONSOLE}, overrides that: {@code auto} changes nothing, {@code lines} is for rare
   * lines everywhere, {@code off} for none. Anything else is warned about and means {@code auto}.
   *
   * @return the sink; it never closes standard error
   */
  public static ConsoleSink auto() {
    return new ConsoleSink(
        System.err,
        ConsoleSettings.from(
            System::getProperty, System::getenv, ConsoleSettings.STANDARD_ERROR, LOG));
  }

  /**
   * Prints to the given place, each ten percent or 30 seconds, whatever the environment says.
   *
   * @param out such as a {@link PrintStream} or a writer; flushed if it can be, never closed
   * @return the sink
   */
  public static ConsoleSink lines(Appendable out) {
    return new ConsoleSink(out, new ConsoleSettings(true, ConsoleSettings.FOR_A_LOG));
  }

  @Override
  public String name() {
    return "console";
  }

  @Override
  public Cadence cadence() {
    return cadence;
  }

  @Override
  public void deliver(List<ProgressEvent> events) {
    if (!on) {
      return;
    }
    try {
      print(events);
    } catch (IOException | RuntimeException e) {
      on = false;
      LOG.warn("console output failed and is off from now on: {}", e.toString());
    }
  }

  private void print(List<ProgressEvent> events) throws IOException {
    for (ProgressEvent event : events) {
      if (filter.prints(event)) {
        // One call with the line break in it, so that other writers do not get in between.
        out.append(ConsoleLine.of(event) + "\n");
      }
    }
    if (out instanceof Flushable flushable) {
      flushable.flush();
    }
    if (out instanceof PrintStream stream && stream.checkError()) {
      throw new IOException("the stream reports an error");
    }
  }
}
