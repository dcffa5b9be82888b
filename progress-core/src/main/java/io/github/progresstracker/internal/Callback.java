package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.eta.Eta;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A function of the host's that wants to be told something. Called by one thread at a time. */
interface Callback {

  /** A tracker as it stands now. */
  default void update(ProgressSnapshot tracker) {}

  /** Something is wrong with a tracker. */
  default void alert(ProgressSnapshot tracker, Alert alert) {}

  static Callback progress(Consumer<? super ProgressSnapshot> consumer) {
    Objects.requireNonNull(consumer, "callback");
    return new Callback() {
      @Override
      public void update(ProgressSnapshot tracker) {
        consumer.accept(tracker);
      }
    };
  }

  static Callback alerts(BiConsumer<? super ProgressSnapshot, ? super Alert> consumer) {
    Objects.requireNonNull(consumer, "callback");
    return new Callback() {
      @Override
      public void alert(ProgressSnapshot tracker, Alert alert) {
        consumer.accept(tracker, alert);
      }
    };
  }

  static Callback eta(BiConsumer<? super ProgressSnapshot, ? super Eta> consumer) {
    return new NewEta(Objects.requireNonNull(consumer, "callback"));
  }

  /** Tells of estimates that are not merely the one before with less time left. */
  final class NewEta implements Callback {

    /** Rounding, of a duration that has been through floating point. */
    private static final Duration SAME_END = Duration.ofMillis(1);

    private final BiConsumer<? super ProgressSnapshot, ? super Eta> consumer;
    private final Map<String, ProgressSnapshot> told = new HashMap<>();

    NewEta(BiConsumer<? super ProgressSnapshot, ? super Eta> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void update(ProgressSnapshot tracker) {
      ProgressSnapshot before =
          tracker.state().isFinal() ? told.remove(tracker.id()) : told.put(tracker.id(), tracker);
      if (before == null || isNew(before, tracker)) {
        consumer.accept(tracker, tracker.eta());
      }
    }

    private static boolean isNew(ProgressSnapshot before, ProgressSnapshot now) {
      Eta a = before.eta();
      Eta b = now.eta();
      return a.basis() != b.basis()
          || a.method() != b.method()
          || a.confidence() != b.confidence()
          || !a.factors().equals(b.factors())
          || !isSameEnd(a.remaining(), b.remaining(), before, now);
    }

    private static boolean isSameEnd(
        @Nullable Duration a, @Nullable Duration b, ProgressSnapshot before, ProgressSnapshot now) {
      if (a == null || b == null) {
        return a == null && b == null;
      }
      Duration passed = now.elapsed().minus(before.elapsed());
      return a.minus(b).minus(passed).abs().compareTo(SAME_END) <= 0;
    }
  }
}
