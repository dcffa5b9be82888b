package io.github.progresstracker.alert;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * A rule put together from its parts.
 *
 * @param watches makes a watch for each tracker
 */
record NamedRule(String name, Hysteresis hysteresis, Supplier<Watch> watches) implements AlertRule {

  NamedRule {
    Objects.requireNonNull(hysteresis, "hysteresis");
    if (name.isBlank()) {
      throw new IllegalArgumentException("an alert rule needs a name, was blank");
    }
  }

  @Override
  public Watch watch() {
    return watches.get();
  }
}
