package io.github.progresstracker.console;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be seen: the jobs that are going on, and lines that wait to be printed above them.
 * Knows nothing of terminals and threads.
 */
final class LiveScreen {

  /** Of more receipts or feed lines in one frame only the first so many are told one by one. */
  private static final int MOST_LINES = 12;

  private final FrameStyle style;
  private final boolean feeds;
  private final Lasting lasting;
  private final FeedFilter filter = new FeedFilter();
  private final Map<String, ProgressSnapshot> jobs = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();
  private int untold;

  LiveScreen(FrameStyle style) {
    this.style = style;
    this.feeds = style.view() == ConsoleView.FEED;
    this.lasting = new Lasting(style);
  }

  void accept(ProgressEvent event) {
    if (feeds && filter.tells(event)) {
      String line = lasting.feed(event);
      if (line != null) {
        tell(line);
      }
    }
    if (event instanceof ProgressUpdate update) {
      see(update.job());
    } else if (event instanceof Transition.Finished end && end.lineage().size() == 1) {
      jobs.remove(end.job().id());
      tell(lasting.receipt(end.job()));
    }
  }

  /** The last update of a job comes just before its end, which says the same for good. */
  private void see(ProgressSnapshot job) {
    if (!job.state().isFinal()) {
      jobs.put(job.id(), job);
    }
  }

  private void tell(String line) {
    if (lines.size() < MOST_LINES) {
      lines.add(line);
    } else {
      untold++;
    }
  }

  /** The lines to be printed for good; each is given out once. */
  List<String> takeLines() {
    List<String> taken = new ArrayList<>(lines);
    if (untold > 0) {
      taken.add(Glyphs.of(style.unicode()).more() + " and " + untold + " more");
    }
    lines.clear();
    untold = 0;
    return taken;
  }

  /** What is to be seen of the jobs that are going on. */
  List<String> frame(TerminalSize size) {
    return ProgressFrame.of(List.copyOf(jobs.values()), style.size(size));
  }

  /** Nothing will come any more: a line for each job that has not ended. */
  List<String> leave() {
    jobs.values().forEach(job -> tell(lasting.lastState(job)));
    jobs.clear();
    return takeLines();
  }
}
