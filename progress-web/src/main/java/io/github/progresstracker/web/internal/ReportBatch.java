package io.github.progresstracker.web.internal;

import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings the reports of requests that come at once to the store in one go. There is no thread and
 * no delay: while one request is at the store, those that come meanwhile gather, and the first of
 * them takes all along.
 */
final class ReportBatch {

  private static final int MOST_TICKETS = 500;

  private final JobStore store;
  private final Queue<Ticket> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock atTheStore = new ReentrantLock();

  ReportBatch(JobStore store) {
    this.store = store;
  }

  /** Reports of one request, and what became of them; guarded by the lock but for the reports. */
  static final class Ticket {
    private final List<JobReport> reports;
    private Set<JobReport> old = Set.of();
    private @Nullable Exception failure;
    private boolean done;

    private Ticket(List<JobReport> reports) {
      this.reports = reports;
    }
  }

  /** Stands in line; reports count in the order of the line. */
  Ticket add(List<JobReport> reports) {
    Ticket ticket = new Ticket(reports);
    waiting.add(ticket);
    return ticket;
  }

  /**
   * Waits until reports are in the store.
   *
   * @return those that changed nothing
   * @throws Exception if the store did not take them
   */
  Set<JobReport> await(Ticket ticket) throws Exception {
    atTheStore.lock();
    try {
      while (!ticket.done) {
        apply(next());
      }
      if (ticket.failure != null) {
        throw ticket.failure;
      }
      return ticket.old;
    } finally {
      atTheStore.unlock();
    }
  }

  private List<Ticket> next() {
    List<Ticket> tickets = new ArrayList<>();
    for (Ticket ticket = waiting.poll(); ticket != null; ticket = waiting.poll()) {
      tickets.add(ticket);
      if (tickets.size() == MOST_TICKETS) {
        break;
      }
    }
    return tickets;
  }

  /** If it fails for all, each is tried by itself: it may be due to one of them. */
  private void apply(List<Ticket> tickets) {
    List<JobReport> all = tickets.stream().flatMap(ticket -> ticket.reports.stream()).toList();
    try {
      Set<JobReport> old = new HashSet<>(store.apply(all));
      tickets.forEach(
          ticket -> {
            ticket.old = old;
            ticket.done = true;
          });
    } catch (Exception e) {
      if (tickets.size() > 1) {
        tickets.forEach(ticket -> apply(List.of(ticket)));
        return;
      }
      tickets.forEach(
          ticket -> {
            ticket.failure = e;
            ticket.done = true;
          });
    }
  }
}
