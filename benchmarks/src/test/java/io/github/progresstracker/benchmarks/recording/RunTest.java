package io.github.progresstracker.benchmarks.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Runs of one job")
class RunTest {

  @Test
  @DisplayName("differ in size by 40 % at most, and are the same when repeated")
  void differInSize() {
    double[] sizes = IntStream.rangeClosed(1, 200).mapToDouble(RunTest::size).toArray();

    assertThat(sizes).doesNotHaveDuplicates();
    assertThat(IntStream.range(0, 200).filter(i -> sizes[i] < 0.6 || sizes[i] > 1.4)).isEmpty();
    assertThat(size(7)).isEqualTo(sizes[6]);
  }

  @Test
  @DisplayName("are disturbed in every third run")
  void areDisturbed() {
    assertThat(IntStream.rangeClosed(1, 6).filter(i -> run(i).neighbour().isPresent()))
        .containsExactly(3, 6);
  }

  @Test
  @DisplayName("are found by the key that their files carry")
  void areFoundByKey() {
    assertThat(JobEntry.of("external-sort").job()).isInstanceOf(ExternalSort.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobEntry.of("external_sort"))
        .withMessageContaining("\"external_sort\"")
        .withMessageContaining("external-sort");
  }

  private static double size(int number) {
    return run(number).size();
  }

  private static Run run(int number) {
    return new Run("hash-tree", number);
  }
}
