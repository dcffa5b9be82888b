package io.github.progresstracker.internal.json;

import io.github.progresstracker.eta.EtaAccuracy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The members of an accuracy in JSON. */
public final class AccuracyJson {

  private AccuracyJson() {}

  /**
   * All members, in order.
   *
   * @param accuracy how good the estimates were
   * @return the numbers by their keys
   */
  public static Map<String, Number> members(EtaAccuracy accuracy) {
    Map<String, Number> members = new LinkedHashMap<>();
    members.put("looks", accuracy.looks());
    members.put("error", accuracy.error());
    members.put("medianRatio", accuracy.medianRatio());
    members.put("jitter", accuracy.jitter());
    members.put("coverage", accuracy.coverage());
    members.put("width", accuracy.width());
    members.put("winkler", accuracy.winkler());
    members.put("unanswered", accuracy.unanswered());
    return members;
  }

  /**
   * Reads the same.
   *
   * @param whole gives the whole number of a key
   * @param number gives the number of a key
   * @return what was written
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static EtaAccuracy read(ToLongFunction<String> whole, ToDoubleFunction<String> number) {
    return new EtaAccuracy(
        whole.applyAsLong("looks"),
        number.applyAsDouble("error"),
        number.applyAsDouble("medianRatio"),
        number.applyAsDouble("jitter"),
        number.applyAsDouble("coverage"),
        number.applyAsDouble("width"),
        number.applyAsDouble("winkler"),
        number.applyAsDouble("unanswered"));
  }
}
