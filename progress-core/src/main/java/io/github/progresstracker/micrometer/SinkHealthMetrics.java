package io.github.progresstracker.micrometer;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.internal.CallbackSink;
import io.github.progresstracker.sink.SinkHealth;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Shows how delivery to each sink of a progress registry is going, as meters with the tag {@code
 * sink}, its name.
 *
 * <table>
 * <caption>Meters; of several sinks of one name the sum, of lags the longest</caption>
 * <tr><th>meter</th><th>type</th><th>value</th></tr>
 * <tr><td>{@code progress.sink.errors}</td><td>counter</td><td>batches on which the sink
 * threw</td></tr>
 * <tr><td>{@code progress.sink.dropped}</td><td>counter</td><td>events lost; alert on any increase of
 * a durable sink</td></tr>
 * <tr><td>{@code progress.sink.queued}</td><td>gauge</td><td>events that wait for the sink</td></tr>
 * <tr><td>{@code progress.sink.lag}</td><td>time gauge</td><td>age of the oldest of them</td></tr>
 * </table>
 *
 * <p>The functions that are left with single trackers, such as by {@link
 * ProgressTracker#onProgressUpdate}, have one sink together, {@code tracker-callbacks}. It has its
 * meters from the beginning, and they are zero until there is such a function.
 *
 * <p>The meters hold the progress registry strongly until {@link #close()}, so nobody has to keep
 * this object. All methods may be called by any thread.
 *
 * @see MicrometerSink
 */
public final class SinkHealthMetrics implements MeterBinder, AutoCloseable {

  private static final String PREFIX = "progress.sink.";
  private static final String SINK = "sink";

  private final ProgressRegistry progress;
  private final List<Bound> bound = new CopyOnWriteArrayList<>();

  /**
   * Metrics of the sinks that a registry was built with.
   *
   * @param progress the registry
   */
  public SinkHealthMetrics(ProgressRegistry progress) {
    this.progress = Objects.requireNonNull(progress, "progress");
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    Stream<String> known = progress.sinkHealth().stream().map(SinkHealth::sink);
    Stream.concat(known, Stream.of(CallbackSink.OF_TRACKERS))
        .distinct()
        .forEach(sink -> bind(meters, sink));
  }

  private void bind(MeterRegistry meters, String sink) {
    keep(
        meters,
        counter(
            meters, "errors", "Batches on which the sink threw", sink, SinkHealth::failedAttempts));
    keep(meters, counter(meters, "dropped", "Events lost", sink, SinkHealth::dropped));
    Supplier<Number> queued = () -> of(sink, SinkHealth::pending).sum();
    keep(
        meters,
        Gauge.builder(PREFIX + "queued", queued)
            .description("Events that wait for the sink")
            .tag(SINK, TagValues.safe(sink))
            .register(meters));
    Supplier<Number> lag =
        () -> of(sink, health -> EtaLooks.seconds(health.oldestPending())).max().orElse(0);
    keep(
        meters,
        TimeGauge.builder(PREFIX + "lag", lag, TimeUnit.SECONDS)
            .description("Age of the oldest event that waits")
            .tag(SINK, TagValues.safe(sink))
            .register(meters));
  }

  private Meter counter(
      MeterRegistry meters,
      String name,
      String description,
      String sink,
      ToDoubleFunction<SinkHealth> value) {
    // Micrometer holds the object weakly and the function strongly, so the function uses the field.
    return FunctionCounter.builder(PREFIX + name, this, any -> of(sink, value).sum())
        .description(description)
        .tag(SINK, TagValues.safe(sink))
        .register(meters);
  }

  private DoubleStream of(String sink, ToDoubleFunction<SinkHealth> value) {
    return progress.sinkHealth().stream()
        .filter(health -> health.sink().equals(sink))
        .mapToDouble(value);
  }

  private void keep(MeterRegistry meters, Meter meter) {
    bound.add(new Bound(meters, meter));
  }

  /** Removes the meters from every registry they were bound to. */
  @Override
  public void close() {
    bound.forEach(one -> one.meters().remove(one.meter()));
    bound.clear();
  }

  private record Bound(MeterRegistry meters, Meter meter) {}
}
