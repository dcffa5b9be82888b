package io.github.progresstracker.benchmarks.soak;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.console.ConsoleSink;
import io.github.progresstracker.console.ConsoleView;
import io.github.progresstracker.sink.Guarantee;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A {@link SoakWriter} with everything around it that a host may have: the console, a slow sink, a
 * durable sink that hangs when it is told {@code hang MILLIS}, and a clock that is {@code clock
 * SECONDS} off the true time. Told {@code heap}, it says what is alive of its heap.
 */
final class TroubledWriter {

  /** Leaves processor time for the others. */
  private static final int REST_MILLIS = 200;

  private static final Duration SLOW = Duration.ofMillis(50);

  private TroubledWriter() {}

  /** Arguments: address, directory of the spool, job, name, seed. */
  public static void main(String[] arguments) throws Exception {
    JumpingClock clock = new JumpingClock();
    TroubledSink hanging = new TroubledSink("hanging", Guarantee.DURABLE, Duration.ZERO);
    Commands commands =
        Commands.listen(
            Map.of("hang", hanging::hang, "clock", clock::set, "heap", n -> Commands.sayHeap()));
    try (SoakWriter writer =
        new SoakWriter(
            arguments[0],
            Path.of(arguments[1]),
            arguments[2],
            arguments[3],
            builder -> surrounded(builder, clock, hanging))) {
      SoakWriter.Lines lines = new SoakWriter.Lines();
      writer.run(Long.parseLong(arguments[4]), REST_MILLIS, commands::isEnded, lines);
      writer.finish(lines);
    }
  }

  private static ProgressRegistry.Builder surrounded(
      ProgressRegistry.Builder builder, JumpingClock clock, TroubledSink hanging) {
    return builder
        .clock(clock)
        .sink(hanging)
        .sink(new TroubledSink("slow", Guarantee.TRANSIENT, SLOW))
        .sink(ConsoleSink.of(ConsoleView.LINES));
  }
}
