package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.RunHistory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What an estimator knew, as it is in checkpoints")
class SavedEstimatorTest {

  private static final Duration WAITED = Duration.ofSeconds(21);

  @Test
  @DisplayName("is written as in the golden file, but for the last digits of a processor")
  void written() throws IOException {
    EtaEstimator estimator = EtaEstimator.adaptive();
    work(estimator, 1, 700);
    List<String> golden = words(golden());
    List<String> today =
        words(
            new SavedEstimator(
                    estimator.state().orElseThrow(), nanos(700), 700, 3, WAITED.toNanos())
                .text());
    assertThat(today.subList(0, 5)).isEqualTo(golden.subList(0, 5));
    assertThat(today).hasSameSizeAs(golden);
    for (int i = 5; i < golden.size(); i++) {
      double expected = Double.parseDouble(golden.get(i));
      assertThat(Double.parseDouble(today.get(i)))
          .as("number %d", i)
          .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
    }
  }

  @Test
  @DisplayName("is read: who goes on from the golden file estimates like one who never stopped")
  void read() throws IOException {
    SavedEstimator saved = SavedEstimator.of(golden());
    assertThat(saved.text()).isEqualTo(golden());
    EtaEstimator resumed = EtaEstimator.resumed(saved.state(), RunHistory.none());
    EtaEstimator throughout = EtaEstimator.adaptive();
    work(throughout, 1, 800);
    work(resumed, 701, 800);
    assertThat(remaining(resumed)).isCloseTo(remaining(throughout), Duration.ofMillis(1));
  }

  private static Duration remaining(EtaEstimator estimator) {
    return Objects.requireNonNull(estimator.estimate(nanos(800)).remaining());
  }

  /** Of 1,000 units, with a wait of seven seconds before each 200th. */
  private static void work(EtaEstimator estimator, int from, int to) {
    for (int done = from; done <= to; done++) {
      estimator.observe(nanos(done), done, 1_000);
      estimator.waits(done / 200, Duration.ofSeconds(7L * (done / 200)).toNanos(), 0);
    }
  }

  private static long nanos(int done) {
    return Duration.ofMillis(1_000L * done + 100L * (done % 7)).toNanos();
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }

  private static String golden() throws IOException {
    String name = "/golden/estimator.v2.txt";
    try (InputStream file = SavedEstimatorTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
