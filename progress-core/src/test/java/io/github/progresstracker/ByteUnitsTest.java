package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteUnitsTest {

  @ParameterizedTest
  @CsvSource({
    "-5, 0 B, 0 B",
    "0, 0 B, 0 B",
    "999, 999 B, 999 B",
    "1000, 1000 B, 1.0 kB",
    "1023, 1023 B, 1.0 kB",
    "1024, 1.0 KiB, 1.0 kB",
    "12300000, 11.7 MiB, 12.3 MB",
    "999999, 976.5 KiB, 999.9 kB",
    "1048575, 1023.9 KiB, 1.0 MB",
    "1610612736, 1.5 GiB, 1.6 GB",
    "1152921504606846975, 1023.9 PiB, 1.1 EB",
    "9223372036854775807, 7.9 EiB, 9.2 EB",
    "-9223372036854775808, 0 B, 0 B"
  })
  @DisplayName("reads bytes in the largest unit, cut and never rounded up")
  void formats(long bytes, String iec, String si) {
    assertThat(ByteUnits.IEC.format(bytes)).isEqualTo(iec);
    assertThat(ByteUnits.SI.format(bytes)).isEqualTo(si);
  }

  @Test
  @DisplayName("is told by the unit of a tracker")
  void isFoundByUnit() {
    for (ByteUnits units : ByteUnits.values()) {
      assertThat(ByteUnits.of(units.unit())).contains(units);
    }
    assertThat(ByteUnits.of("messages")).isEmpty();
    assertThat(ByteUnits.of("")).isEmpty();
  }

  @Test
  @DisplayName("changes how bytes are counted, and nothing else")
  void changesCounts() {
    assertThat(ProgressFormat.count(1_610_612_736, "bytes")).isEqualTo("1.5 GiB");
    assertThat(ProgressFormat.count(1_610_612_736, "bytes (SI)")).isEqualTo("1.6 GB");
    assertThat(ProgressFormat.count(672_000, "messages")).isEqualTo("672,000 messages");
    assertThat(ProgressFormat.grouped(672_000, "messages")).isEqualTo("672,000");
    assertThat(ProgressFormat.grouped(672_000, "bytes")).isEqualTo("656.2 KiB");
    assertThat(ProgressFormat.withUnit("4,000/5,000", "messages"))
        .isEqualTo("4,000/5,000 messages");
    assertThat(ProgressFormat.withUnit("1.1 GiB/1.5 GiB", "bytes")).isEqualTo("1.1 GiB/1.5 GiB");
  }

  @ParameterizedTest
  @CsvSource({
    "12300000, 11.7 MiB/s, 12.3 MB/s",
    "1234.5, 1.2 KiB/s, 1.2 kB/s",
    "1010, 1010 B/s, 1.0 kB/s",
    "45.3, 45.3 B/s, 45.3 B/s",
    "0.5, 30.0 B/min, 30.0 B/min",
    "0, 0 B/s, 0 B/s",
    "-3, 0 B/s, 0 B/s",
    "1.7976931348623157E308, 7.9 EiB/s, 9.2 EB/s",
    "NaN, –, –",
    "Infinity, –, –",
    "-Infinity, –, –"
  })
  @DisplayName("reads rates likewise, with a decimal below a thousand bytes")
  void formatsRates(double perSecond, String iec, String si) {
    assertThat(ProgressFormat.rate(perSecond, "bytes")).isEqualTo(iec);
    assertThat(ProgressFormat.shortRate(perSecond, "bytes")).isEqualTo(iec);
    assertThat(ProgressFormat.rate(perSecond, "bytes (SI)")).isEqualTo(si);
  }

  @Test
  @DisplayName("a short rate leaves other units to the place beside it")
  void leavesOutOtherUnits() {
    assertThat(ProgressFormat.shortRate(45.3, "messages")).isEqualTo("45.3/s");
  }
}
