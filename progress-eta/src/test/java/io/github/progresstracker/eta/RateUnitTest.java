package io.github.progresstracker.eta;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A rate is given by the time in which at least one unit is done")
class RateUnitTest {

  @ParameterizedTest
  @CsvSource({
    "1e18, PER_SECOND",
    "1, PER_SECOND",
    "0.99, PER_MINUTE",
    "0.02, PER_MINUTE",
    "0.0166, PER_HOUR",
    "0.0004, PER_HOUR",
    "0.0002, PER_DAY",
    "1e-300, PER_DAY",
    "0, PER_SECOND",
    "-5, PER_SECOND",
    "NaN, PER_SECOND",
    "Infinity, PER_SECOND"
  })
  void choice(double perSecond, RateUnit unit) {
    assertThat(RateUnit.of(perSecond)).isEqualTo(unit);
  }

  @ParameterizedTest
  @CsvSource({
    "PER_SECOND, 0.5, 0.5, /s",
    "PER_MINUTE, 0.5, 30, /min",
    "PER_HOUR, 0.5, 1800, /h",
    "PER_DAY, 0.5, 43200, /day"
  })
  void conversion(RateUnit unit, double perSecond, double perUnit, String suffix) {
    assertThat(unit.convert(perSecond)).isEqualTo(perUnit);
    assertThat(unit.suffix()).isEqualTo(suffix);
  }
}
