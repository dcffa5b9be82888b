package io.github.progresstracker.console;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.ProgressSink;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows progress on standard error: on a terminal as rows at its bottom that move, while logs
 * scroll by above them; elsewhere as a line now and then.
 *
 * <pre>{@code
 * ProgressRegistry registry = ProgressRegistry.builder()
 *     .sink(ConsoleSink.builder()
 *         .mode(ConsoleMode.AUTO)
 *         .view(ConsoleView.TABLE)
 *         .colors(ColorScheme.TIERS)
 *         .build())
 *     .build();
 * }</pre>
 *
 * <h2>On a terminal</h2>
 *
 * <p>There is one of the {@linkplain ConsoleView views}. The rows are kept apart by the terminal
 * itself, in a scrolling region, so nothing has to be done about {@code System.out} or about
 * loggers: whatever anybody prints stays whole, above. A job that ends leaves one line there that
 * stays, its receipt, and with the last job the terminal is as it was. That also holds when the
 * process is ended by Ctrl-C. There are at most ten frames a second, and none if nothing has
 * changed.
 *
 * <h2>What decides</h2>
 *
 * <table>
 * <caption>System properties and environment variables; a property wins over its variable</caption>
 * <tr><th>property, variable</th><th>value</th></tr>
 * <tr><td>{@code progress.console.mode}, {@code PROGRESS_CONSOLE}</td><td>{@code auto} (as if not
 * set): live if standard error is a terminal, {@code TERM} is set and not {@code dumb}, and {@code CI}
 * is not set; {@code live} in any case; {@code lines}; {@code off}; a {@link ConsoleMode}, if the host has
 * not chosen one</td></tr>
 * <tr><td>{@code progress.console.view}, {@code PROGRESS_CONSOLE_VIEW}</td><td>a {@link ConsoleView},
 * if the host has not chosen one</td></tr>
 * <tr><td>{@code progress.console.colors}, {@code PROGRESS_CONSOLE_COLORS}</td><td>a {@link
 * ColorScheme}, if the host has not chosen one</td></tr>
 * <tr><td>{@code NO_COLOR}</td><td>not empty: no colours, whatever the next ones say</td></tr>
 * <tr><td>{@code CLICOLOR_FORCE}, {@code FORCE_COLOR}; {@code CLICOLOR}</td><td>not empty and not 0:
 * colours; 0: none</td></tr>
 * <tr><td>{@code LC_ALL}, {@code LC_CTYPE}, {@code LANG}</td><td>the first one set says whether there
 * is UTF-8, or else all is ASCII</td></tr>
 * </table>
 *
 * <p>Any other value is warned about in the log and means what is usual. Terminals of fewer than
 * six rows show receipts only. Windows has no way to ask whether there is a terminal, so it gets
 * lines, unless the host brings a {@link TerminalPort}.
 *
 * <h2>Lines</h2>
 *
 * <p>A person can read them at night, and {@code grep} or a logfmt reader can take them apart:
 *
 * <pre>
 * ts=2025-11-10T12:45:23Z event=progress job=collect state=RUNNING done=672000 total=1000000
 *   percent=67.2 unit=messages rate=45.3/s eta=1h58m-2h3m eta_at=2025-11-10T14:46:03Z elapsed=4h7m
 *   child="ABC LEGACY NEWS &gt; Session 135" child_step=135/200 child_state=RUNNING child_done=2000
 *   child_total=5000 child_percent=40.0 child_phase=fetching id=collect-42
 * </pre>
 *
 * <p>(one line each, without colour). A job has a line when it starts, at each ten percent or 30
 * seconds, whichever comes first, when it begins and ends to wait or to pause, when it is asked to
 * stop, when there is an alert, and when it ends. A part right below the job has one when it ends,
 * any part when it fails, waits or is paused; such lines keep a gap of five seconds to their like,
 * and waits of less than a second have none. Marks, phases, notes and the ends of deeper parts have
 * no lines of their own.
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
 * <p>A terminal or stream that fails turns the sink off, with one warning in the log: progress is
 * for looking at, and nobody is looking.
 */
public final class ConsoleSink implements ProgressSink {

  private static final Logger LOG = LoggerFactory.getLogger(ConsoleSink.class);
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private final @Nullable Output output;
  private final Cadence cadence;
  private boolean on;

  ConsoleSink(@Nullable Output output, Cadence cadence) {
    this.output = output;
    this.cadence = cadence;
    this.on = output != null;
  }

  /**
   * Shows progress on standard error, as suits it.
   *
   * @return the sink; it never closes standard error
   */
  public static ConsoleSink auto() {
    return builder().build();
  }

  /**
   * Shows progress in one of the views.
   *
   * @param view which one; a terminal is needed for all but {@code LINES} and {@code OFF}
   * @return the sink; it never closes standard error
   */
  public static ConsoleSink of(ConsoleView view) {
    return builder().view(view).build();
  }

  /**
   * Prints lines to the given place, each ten percent or 30 seconds, whatever the environment says.
   *
   * @param out such as a {@link PrintStream} or a writer; flushed if it can be, never closed
   * @return the sink
   */
  public static ConsoleSink lines(Appendable out) {
    return new ConsoleSink(
        new LineOutput(Objects.requireNonNull(out, "out")), ConsoleSettings.FOR_A_LOG);
  }

  /**
   * Begins a sink with choices of one's own.
   *
   * @return a builder that chooses what suits standard error
   */
  public static Builder builder() {
    return new Builder();
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
    if (!on || output == null) {
      return;
    }
    try {
      output.accept(events);
    } catch (IOException | RuntimeException e) {
      on = false;
      LOG.warn("console output failed and is off from now on: {}", e.toString());
    }
  }

  @Override
  public void close() {
    if (output != null) {
      output.close();
    }
  }

  /** Choices for a sink. Not for several threads at once. */
  public static final class Builder {

    private ConsoleMode mode = ConsoleMode.AUTO;
    private ConsoleView view = ConsoleView.AUTO;
    private @Nullable ColorScheme colors;
    private @Nullable TerminalPort terminal;
    private ZoneId zone = ZoneId.systemDefault();

    Builder() {}

    /**
     * Chooses whether it moves.
     *
     * @param newMode {@code AUTO} unless told otherwise; anything else counts more than the
     *     surroundings
     * @return this builder
     */
    public Builder mode(ConsoleMode newMode) {
      mode = Objects.requireNonNull(newMode, "mode");
      return this;
    }

    /**
     * Chooses a view.
     *
     * @param newView {@code AUTO} unless told otherwise
     * @return this builder
     */
    public Builder view(ConsoleView newView) {
      view = Objects.requireNonNull(newView, "view");
      return this;
    }

    /**
     * Chooses what colours mean, where there are any.
     *
     * @param newColors {@code HEALTH} unless told otherwise here or by the environment
     * @return this builder
     */
    public Builder colors(ColorScheme newColors) {
      colors = Objects.requireNonNull(newColors, "colors");
      return this;
    }

    /**
     * Draws on a terminal that the host already owns, instead of standard error.
     *
     * @param newTerminal the host's
     * @return this builder
     */
    public Builder terminal(TerminalPort newTerminal) {
      terminal = Objects.requireNonNull(newTerminal, "terminal");
      return this;
    }

    /**
     * Chooses where clock times are of.
     *
     * @param newZone the zone of this machine unless told otherwise
     * @return this builder
     */
    public Builder zone(ZoneId newZone) {
      zone = Objects.requireNonNull(newZone, "zone");
      return this;
    }

    /**
     * Makes the sink. Standard error is looked at now, its size later and by another thread.
     *
     * @return the sink
     */
    public ConsoleSink build() {
      return build(
          new ConsoleSettings.Reader(
                  System::getProperty, System::getenv, Builder::isTerminal, terminal != null, LOG)
              .read(mode, view, colors));
    }

    private ConsoleSink build(ConsoleSettings settings) {
      return new ConsoleSink(output(settings), settings.cadence());
    }

    private @Nullable Output output(ConsoleSettings settings) {
      return switch (settings.mode()) {
        case OFF -> null;
        case LINES -> new LineOutput(System.err);
        case LIVE ->
            new LiveOutput(
                terminal == null ? new PosixTerminal(System::getenv) : terminal, style(settings));
      };
    }

    private FrameStyle style(ConsoleSettings settings) {
      return new FrameStyle(
          settings.view(), TerminalSize.USUAL, settings.colors(), settings.unicode(), zone);
    }

    private static boolean isTerminal() {
      return ConsoleSettings.isTerminal(STANDARD_ERROR, PosixTerminal::isTerminal);
    }
  }
}
