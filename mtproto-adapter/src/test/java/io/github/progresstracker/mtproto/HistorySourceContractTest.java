package io.github.progresstracker.mtproto;

import io.github.progresstracker.mtproto.kit.FakeTdJson;
import io.github.progresstracker.mtproto.kit.HistorySourceContract;
import io.github.progresstracker.testing.ManualClock;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Every source against the one contract. */
class HistorySourceContractTest {

  @TempDir private Path temporary;

  @Nested
  class Simulator extends HistorySourceContract {
    @Override
    protected HistorySource open() {
      return new SimulatedTelegram(SimulatorOptions.parse("channels=3,messages=700,seed=42"));
    }
  }

  @Nested
  class SparseAndRaggedSimulator extends HistorySourceContract {
    @Override
    protected HistorySource open() {
      return new SimulatedTelegram(
          SimulatorOptions.parse("channels=2,messages=600,density=0.1,ragged=true"));
    }
  }

  @Nested
  class Desktop extends HistorySourceContract {
    @Override
    protected HistorySource open() throws SourceException {
      return Exports.open(Exports.DESKTOP);
    }
  }

  @Nested
  class TelethonA extends HistorySourceContract {
    @Override
    protected HistorySource open() throws SourceException {
      return Exports.open(Exports.TELETHON_A);
    }
  }

  @Nested
  class TelethonB extends HistorySourceContract {
    @Override
    protected HistorySource open() throws SourceException {
      return Exports.open(Exports.TELETHON_B);
    }
  }

  @Nested
  class TelethonC extends HistorySourceContract {
    @Override
    protected HistorySource open() throws SourceException {
      return Exports.open(Exports.TELETHON_C);
    }
  }

  @Nested
  class SeveralExports extends HistorySourceContract {
    @Override
    protected HistorySource open() throws SourceException {
      return Exports.open(Exports.TELETHON_C, Exports.DESKTOP, Exports.TELETHON_B);
    }
  }

  /** TDLib as it answers: pages of 1, 99 and 50, ids shifted by 20, no counts. */
  @Nested
  class Tdlib extends HistorySourceContract {
    private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
    private final FakeTdJson json = new FakeTdJson(clock);

    Tdlib() {
      json.channel(1_234_567_890L, "ABC LEGACY NEWS", "legacynews", 700).delete(4, 5, 350);
      json.channel(1_234_567_891L, "Second", "second", 420);
    }

    @Override
    protected HistorySource open() throws SourceException, InterruptedException {
      return TdlibFixture.open(json, clock, temporary, "legacynews", "@second");
    }

    @Override
    protected long rawId(long id) {
      return id << 20;
    }
  }
}
