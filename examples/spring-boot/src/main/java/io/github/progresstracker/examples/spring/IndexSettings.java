package io.github.progresstracker.examples.spring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How much work the job makes up.
 *
 * @param documents how many there are, at least 1; every hundredth is broken
 * @param pace how long each takes in each step, not negative
 * @param mostBroken how many may be broken, at least 0; with one more the job has failed
 */
@ConfigurationProperties("example")
record IndexSettings(
    @DefaultValue("1000") int documents,
    @DefaultValue("10ms") Duration pace,
    @DefaultValue("1000") int mostBroken) {

  IndexSettings {
    check("documents", documents, documents >= 1, "at least 1");
    check("pace", pace, !pace.isNegative(), "zero or more, such as 10ms");
    check("most-broken", mostBroken, mostBroken >= 0, "at least 0");
  }

  private static void check(String name, Object value, boolean good, String limit) {
    if (!good) {
      throw new InvalidConfigurationPropertyValueException(
          "example." + name, value, "It must be " + limit + ".");
    }
  }
}
