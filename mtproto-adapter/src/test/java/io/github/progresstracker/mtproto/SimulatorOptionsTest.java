package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorOptionsTest {

  @Test
  void readsALine() {
    assertThat(
            SimulatorOptions.parse(
                " channels=2, messages = 50 ,density=0.5,seed=-7,flood-every=10,"
                    + "flood-seconds=60,page-millis=5,ragged=true"))
        .isEqualTo(new SimulatorOptions(2, 50, 0.5, -7, 10, 60, 5, true));
  }

  @Test
  void whatIsNotSaidHasItsDefault() {
    assertThat(SimulatorOptions.parse(""))
        .isEqualTo(SimulatorOptions.defaults())
        .isEqualTo(new SimulatorOptions(3, 20_000, 0.94, 1, 0, 3, 0, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "channels=0        | channels must be a whole number from 1 to 1000, was 0",
        "channels=x        | channels must be a whole number from 1 to 1000, was \"x\"",
        "messages=-1       | messages must be a whole number from 0 to 10000000, was -1",
        "messages=1e3      | messages must be a whole number from 0 to 10000000, was \"1e3\"",
        "messages=99999999999 | messages must be a whole number from 0 to 10000000, was"
            + " \"99999999999\"",
        "messages=         | messages must be a whole number from 0 to 10000000, was \"\"",
        "density=0         | density must be a number from 0.01 to 1, was 0.0",
        "density=1.01      | density must be a number from 0.01 to 1, was 1.01",
        "density=-0.5      | density must be a number from 0.01 to 1, was -0.5",
        "density=NaN       | density must be a number from 0.01 to 1, was \"NaN\"",
        "density=Infinity  | density must be a number from 0.01 to 1, was \"Infinity\"",
        "density=0x1p-1    | density must be a number from 0.01 to 1, was \"0x1p-1\"",
        "seed=yes          | seed must be a whole number, was \"yes\"",
        "flood-every=-5    | flood-every must be a whole number from 0 to 2147483647, was -5",
        "flood-seconds=0   | flood-seconds must be a whole number from 1 to 1209600, was 0",
        "page-millis=-1    | page-millis must be a whole number from 0 to 3600000, was -1",
        "ragged=1          | ragged must be true or false, was \"1\"",
        "mesages=1         | unknown simulator key \"mesages\" (known keys: channels, messages,"
            + " density, seed, flood-every, flood-seconds, page-millis, ragged)",
        "channels          | \"channels\" is not key=value (known keys: channels, messages,"
            + " density, seed, flood-every, flood-seconds, page-millis, ragged)",
        "channels=1,       | \"\" is not key=value (known keys: channels, messages,"
            + " density, seed, flood-every, flood-seconds, page-millis, ragged)",
        "seed=1,seed=2     | seed is given twice; keep one of them",
        "channels=1000,messages=10000000 | channels × messages / density must be at most"
            + " 1,000,000,000, was 10,638,297,872; lower one of them"
      })
  void saysWhatIsWrong(String line, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SimulatorOptions.parse(line))
        .withMessage(message);
  }

  @Test
  void aNotANumberDensityIsRefusedByTheRecordToo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SimulatorOptions(1, 1, Double.NaN, 1, 0, 1, 0, false))
        .withMessage("density must be a number from 0.01 to 1, was NaN");
  }
}
