package io.github.progresstracker.mtproto;

import org.junit.jupiter.api.Nested;

/** Every source against the one contract. */
class HistorySourceContractTest {

  @Nested
  class Simulator extends HistorySourceContract {
    @Override
    HistorySource open() {
      return new SimulatedTelegram(SimulatorOptions.parse("channels=3,messages=700,seed=42"));
    }
  }

  @Nested
  class SparseAndRaggedSimulator extends HistorySourceContract {
    @Override
    HistorySource open() {
      return new SimulatedTelegram(
          SimulatorOptions.parse("channels=2,messages=600,density=0.1,ragged=true"));
    }
  }

  @Nested
  class Desktop extends HistorySourceContract {
    @Override
    HistorySource open() throws SourceException {
      return Exports.open(Exports.DESKTOP);
    }
  }

  @Nested
  class TelethonA extends HistorySourceContract {
    @Override
    HistorySource open() throws SourceException {
      return Exports.open(Exports.TELETHON_A);
    }
  }

  @Nested
  class TelethonB extends HistorySourceContract {
    @Override
    HistorySource open() throws SourceException {
      return Exports.open(Exports.TELETHON_B);
    }
  }

  @Nested
  class TelethonC extends HistorySourceContract {
    @Override
    HistorySource open() throws SourceException {
      return Exports.open(Exports.TELETHON_C);
    }
  }

  @Nested
  class SeveralExports extends HistorySourceContract {
    @Override
    HistorySource open() throws SourceException {
      return Exports.open(Exports.TELETHON_C, Exports.DESKTOP, Exports.TELETHON_B);
    }
  }
}
