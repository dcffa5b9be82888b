package io.github.progresstracker.internal.spool;

import static io.github.progresstracker.internal.spool.Spools.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ChildProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A process that is killed while it appends")
class SpoolKillTest {

  @TempDir Path directory;

  @Test
  void loses_no_record_that_it_had_reported() throws IOException {
    Random random = new Random(11);
    int there = 0;
    for (int kill = 0; kill < 4; kill++) {
      long reported = appendUntilKilled(1 + random.nextInt(60));
      try (Spool spool = Spool.open(directory, SMALL)) {
        assertThat(spool.recovery().recordsLost()).isZero();
        List<String> drained = Spools.drainPayloads(spool);
        assertThat(drained).isEqualTo(Spools.names(there + 1, there + drained.size()));
        there += drained.size();
        assertThat((long) there).isGreaterThanOrEqualTo(reported);
      }
    }
  }

  /** The last sequence that was read from the process before it was killed. */
  private long appendUntilKilled(int batches) throws IOException {
    try (ChildProgram child = AppendingProgram.start(directory)) {
      assertThat(child.readLine()).isEqualTo("open");
      long reported = 0;
      for (int i = 0; i < batches; i++) {
        reported = Long.parseLong(Objects.requireNonNull(child.readLine()));
      }
      child.kill();
      return reported;
    }
  }
}
