package io.github.progresstracker.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.contract.SampleEvents;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.event.Transition;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObservedRunTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ObservationRegistry observations = ObservationRegistry.create();
  private final Recorder recorder = new Recorder();
  private final MicrometerSink sink = MicrometerSink.to(meters).observing(observations);

  @BeforeEach
  void record() {
    observations.observationConfig().observationHandler(recorder);
  }

  @Test
  void a_run_is_one_observation_with_its_job_outcome_and_id() {
    sink.deliver(SampleEvents.oneOfEach());
    assertThat(recorder.started).isEqualTo(1);
    assertThat(recorder.stopped).singleElement().satisfies(ObservedRunTest::isTheSampleRun);
  }

  private static void isTheSampleRun(Observation.Context run) {
    assertThat(run.getName()).isEqualTo("progress.run");
    assertThat(run.getContextualName()).isEqualTo("run ABC LEGACY NEWS");
    assertThat(run.getLowCardinalityKeyValues())
        .containsExactlyInAnyOrder(
            KeyValue.of("progress.job", "ABC LEGACY NEWS"),
            KeyValue.of("progress.outcome", "failed"));
    assertThat(run.getHighCardinalityKeyValues())
        .containsExactly(KeyValue.of("progress.run.id", SampleEvents.JOB_ID));
    assertThat(run.getError()).hasMessage("java.io.IOException: disk full");
    assertThat(run.getParentObservation()).isNull();
  }

  @Test
  void what_happens_to_it_is_an_event_at_its_own_time_and_an_update_is_none() {
    sink.deliver(SampleEvents.oneOfEach());
    assertThat(recorder.events)
        .extracting(Observation.Event::getContextualName)
        .containsExactly(
            "stage.changed: resolving users",
            "phase.started: processing",
            "wait.started: FLOOD_WAIT",
            "wait.ended: FLOOD_WAIT",
            "phase.finished: processing",
            "paused: ABC LEGACY NEWS",
            "resumed: ABC LEGACY NEWS",
            "alert.raised: high-error-rate",
            "alert.dismissed: high-error-rate",
            "alert.cleared: high-error-rate");
    assertThat(recorder.events.get(1).getWallTime())
        .isEqualTo(SampleEvents.oneOfEach().get(2).header().at().toEpochMilli());
  }

  @Test
  void a_run_that_completes_has_no_error() {
    new Story(sink).started(run()).finished(run().state(TrackerState.COMPLETED));
    assertThat(recorder.stopped)
        .singleElement()
        .satisfies(run -> assertThat(run.getError()).isNull());
  }

  @Test
  void a_hundred_thousand_waits_are_a_hundred_events() {
    Story story = new Story(sink).started(run());
    for (int i = 0; i < 1_000; i++) {
      story.tell(run(), (h, l) -> new Transition.WaitStarted(h, l, "FLOOD_WAIT", null));
    }
    story.tell(run(), (h, l) -> new Transition.PhaseStarted(h, l, "fetching"));
    assertThat(recorder.events).hasSize(101);
    assertThat(recorder.events.get(100).getName()).isEqualTo("phase.started");
  }

  @Test
  void a_stage_is_told_when_it_changes() {
    new Story(sink)
        .started(run())
        .update(at("resolving users"))
        .update(at("resolving users"))
        .update(run())
        .update(at("fetching"));
    assertThat(recorder.events)
        .extracting(Observation.Event::getContextualName)
        .containsExactly("stage.changed: resolving users", "stage.changed: fetching");
  }

  @Test
  void foreign_text_is_kept_out_of_names_and_cut_elsewhere() {
    new Story(sink)
        .started(run())
        .tell(run(), (h, l) -> new Transition.WaitStarted(h, l, "\n".repeat(1_000_000), null));
    assertThat(recorder.events.get(0).getName()).isEqualTo("wait.started");
    assertThat(recorder.events.get(0).getContextualName()).hasSizeLessThan(120);
  }

  @Test
  void the_timers_of_the_sink_itself_step_aside_and_its_other_meters_stay() {
    sink.deliver(SampleEvents.oneOfEach());
    assertThat(meters.find("progress.run").meters()).isEmpty();
    assertThat(meters.find("progress.run.active").meters()).isEmpty();
    assertThat(meters.find("progress.items").meters()).hasSize(3);
  }

  @Test
  void observations_that_lead_nowhere_leave_the_timers_in_place() {
    MicrometerSink.to(meters).observing(ObservationRegistry.NOOP).deliver(SampleEvents.oneOfEach());
    assertThat(meters.find("progress.run").timers()).extracting(Timer::count).containsOnlyOnce(1L);
  }

  @Test
  void closing_stops_the_observations_of_what_still_runs() {
    new Story(sink).started(run());
    sink.close();
    assertThat(recorder.stopped)
        .singleElement()
        .satisfies(
            run ->
                assertThat(run.getLowCardinalityKeyValue("progress.outcome"))
                    .isEqualTo(KeyValue.of("progress.outcome", "abandoned")));
  }

  private static SnapshotBuilder run() {
    return SnapshotBuilder.named("import").id("run-1");
  }

  private static SnapshotBuilder at(String stage) {
    return run().activity(new ActivitySnapshot(null, null, stage, null, null, Map.of()));
  }

  /** Takes note of what handlers are told. */
  private static final class Recorder implements ObservationHandler<Observation.Context> {
    private int started;
    private final List<Observation.Context> stopped = new ArrayList<>();
    private final List<Observation.Event> events = new ArrayList<>();

    @Override
    public void onStart(Observation.Context context) {
      started++;
    }

    @Override
    public void onEvent(Observation.Event event, Observation.Context context) {
      events.add(event);
    }

    @Override
    public void onStop(Observation.Context context) {
      stopped.add(context);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }
  }
}
