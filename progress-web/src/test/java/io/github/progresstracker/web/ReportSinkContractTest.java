package io.github.progresstracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.contract.SinkContract;
import io.github.progresstracker.sink.ProgressSink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The server that is reported to is a real one; it keeps sums of jobs and not events. */
class ReportSinkContractTest extends SinkContract {

  private final KeptInMemory store = new KeptInMemory(ProgressClock.system());
  private final ProgressWeb web =
      ProgressWeb.builder()
          .jobs(store, store.reader())
          .authenticator(Authenticator.bearer("crawler", Scope.INGEST))
          .build();
  private final String url = web.serve(0).uri().toString();
  private final List<ReportSink> sinks = new ArrayList<>();

  @Override
  protected ProgressSink newSink() {
    sinks.add(ReportSink.to(url).token("crawler").build());
    return sinks.get(sinks.size() - 1);
  }

  @Override
  protected boolean keepsEvents() {
    return false;
  }

  @AfterEach
  void the_server_refused_nothing() {
    assertThat(sinks).extracting(ReportSink::refused).containsOnly(0L);
    web.close();
  }
}
