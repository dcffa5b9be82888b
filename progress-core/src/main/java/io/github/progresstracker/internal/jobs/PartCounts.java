package io.github.progresstracker.internal.jobs;

import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.PartCount;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far parts of jobs have come, the newest of each, until it is in the store. Any thread leaves
 * counts here; whoever writes them may do so at the same time as another.
 */
final class PartCounts {

  private final JobStore store;
  private final Map<Part, PartCount> left = new ConcurrentHashMap<>();

  PartCounts(JobStore store) {
    this.store = store;
  }

  private record Part(JobId job, String name) {}

  void leave(PartCount count) {
    left.merge(part(count), count, PartCount::then);
  }

  boolean isEmpty() {
    return left.isEmpty();
  }

  /** What cannot be written stays here. */
  void write() throws Exception {
    List<PartCount> counts = List.copyOf(left.values());
    if (!counts.isEmpty()) {
      store.countParts(counts);
      counts.forEach(count -> left.remove(part(count), count));
    }
  }

  private static Part part(PartCount count) {
    return new Part(count.job(), count.part());
  }
}
