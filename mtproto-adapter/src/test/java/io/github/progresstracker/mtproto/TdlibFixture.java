package io.github.progresstracker.mtproto;

import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.mtproto.kit.FakeTdJson;
import io.github.progresstracker.mtproto.tdlib.Login;
import io.github.progresstracker.mtproto.tdlib.Tdlib;
import io.github.progresstracker.mtproto.tdlib.TdlibAccount;
import io.github.progresstracker.mtproto.tdlib.TdlibHistorySource;
import io.github.progresstracker.testing.ManualClock;
import java.nio.file.Path;
import java.util.List;

/** Sources over a TDLib that exists in this process only. */
final class TdlibFixture {

  private TdlibFixture() {}

  /** A source whose library is closed with it. */
  static HistorySource open(FakeTdJson json, ManualClock clock, Path directory, String... channels)
      throws SourceException, InterruptedException {
    return TdlibHistorySource.open(
            Tdlib.over(json, clock),
            TdlibAccount.of(1, "hash", directory, List.of(channels)),
            Login.nobody("this is a test"),
            LeaseStore.inMemory(clock))
        .closingLibrary();
  }
}
