package io.github.progresstracker.console;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides which events make a line.
 *
 * <p>Updates arrive thinned, but transitions all arrive, and a job can have a hundred thousand of
 * them: a part for each file, a mark for each 500 messages, a wait of 200 ms before each request. A
 * console that prints them all hides the one line that matters. Four rules keep it readable:
 *
 * <ol>
 *   <li>What happens to the <em>job</em> is always said: its start, pauses, waits, a stop asked
 *       for, end. The only exception are waits of less than a second, which are somebody's pacing.
 *   <li>Of its <em>parts</em> those right below the job are said when they end, and any part when
 *       it fails, waits or is paused. A collector's channels end on the console; its sessions, of
 *       which a channel has hundreds, do not.
 *   <li>Lines about parts keep a minimum gap per job, failures, other ends and standstills each for
 *       themselves, so that the first failure is never lost behind a success. What is skipped shows
 *       in the counts of the next progress line.
 *   <li>Alerts are always said, whatever they are about.
 * </ol>
 *
 * <p>Time is that of the events, not of the reader: a sink that catches up thins in the same way.
 */
final class ConsoleFilter {

  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  /** Jobs remembered; a job whose end was lost on the way here must not stay for ever. */
  private static final int MOST_JOBS = 1_000;

  private final Duration minimumGap;
  private final Map<String, Map<Kind, Instant>> lastLines = new LinkedHashMap<>();

  ConsoleFilter(Duration minimumGap) {
    this.minimumGap = minimumGap;
  }

  boolean prints(ProgressEvent event) {
    if (event instanceof ProgressUpdate) {
      return isNews(event.job());
    }
    if (event instanceof Transition.AlertRaised || event instanceof Transition.AlertCleared) {
      return true; // held for a while before they come, so they do not come often
    }
    return event instanceof Transition transition
        && (transition.lineage().size() == 1 ? printsOfJob(transition) : printsOfPart(transition));
  }

  /**
   * Right after its start, and after its end, progress says no more than start and end have said.
   */
  private boolean isNews(ProgressSnapshot job) {
    return !job.state().isFinal() && job.elapsed().compareTo(minimumGap) >= 0;
  }

  private boolean printsOfJob(Transition transition) {
    if (transition instanceof Transition.Finished) {
      lastLines.remove(transition.header().jobId());
      return true;
    }
    return transition instanceof Transition.Started
        || transition instanceof Transition.StopRequested
        || isStandstill(transition);
  }

  private boolean printsOfPart(Transition transition) {
    if (transition instanceof Transition.Finished) {
      if (transition.tracker().state() == TrackerState.FAILED) {
        return keepsGap(Kind.FAILURE, transition.header());
      }
      return transition.lineage().size() == 2 && keepsGap(Kind.END, transition.header());
    }
    return isStandstill(transition) && keepsGap(Kind.STANDSTILL, transition.header());
  }

  private static boolean isStandstill(Transition transition) {
    if (transition instanceof Transition.WaitStarted wait) {
      return wait.until() == null
          || isWorthALine(Duration.between(wait.header().at(), wait.until()));
    }
    if (transition instanceof Transition.WaitEnded wait) {
      return isWorthALine(wait.waited());
    }
    return transition instanceof Transition.Paused || transition instanceof Transition.Resumed;
  }

  private static boolean isWorthALine(Duration wait) {
    return wait.compareTo(SHORTEST_WAIT) >= 0;
  }

  private boolean keepsGap(Kind kind, EventHeader header) {
    Map<Kind, Instant> ofJob =
        lastLines.computeIfAbsent(header.jobId(), job -> new EnumMap<>(Kind.class));
    if (lastLines.size() > MOST_JOBS) {
      lastLines.remove(lastLines.keySet().iterator().next());
    }
    Instant last = ofJob.get(kind);
    if (last != null && isWithinGap(last, header.at())) {
      return false;
    }
    ofJob.put(kind, header.at());
    return true;
  }

  /**
   * Somebody may have set the clock back; then there is no telling, and a line more does no harm.
   */
  private boolean isWithinGap(Instant last, Instant now) {
    return !now.isBefore(last) && now.isBefore(last.plus(minimumGap));
  }

  /** What a line about a part is about. */
  private enum Kind {
    FAILURE,
    END,
    STANDSTILL
  }
}
