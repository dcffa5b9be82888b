package io.github.progresstracker.web.internal;

import io.github.progresstracker.job.JobReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings the reports of requests that come at once to the store in one go. There is no thread and
 * no delay: while one request is at the store, those that come meanwhile gather, and the first of
 * them takes all along. Nobody holds the lock while at the store: whose reports are there need not
 * wait for the next round to find that out.
 */
final class ReportBatch {

  private static final int MOST_TICKETS = 500;

  private final Store store;
  private final Queue<Ticket> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition back = lock.newCondition();
  private boolean somebodyIsAtTheStore;

  ReportBatch(Store store) {
    this.store = store;
  }

  /** {@link io.github.progresstracker.job.JobStore#apply}. */
  @FunctionalInterface
  interface Store {
    List<JobReport> apply(List<JobReport> reports) throws Exception;
  }

  /** Reports of one request, and what became of them, to be read once it is done. */
  static final class Ticket {
    private final List<JobReport> reports;
    private Set<JobReport> old = Set.of();
    private @Nullable Exception failure;
    private volatile boolean done;

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
    while (goes(ticket)) {
      try {
        apply(next());
      } finally {
        comeBack();
      }
    }
    if (ticket.failure != null) {
      throw ticket.failure;
    }
    return ticket.old;
  }

  /** Waits until a ticket is done, or it is its turn to go to the store: then true. */
  private boolean goes(Ticket ticket) {
    lock.lock();
    try {
      while (!ticket.done && somebodyIsAtTheStore) {
        back.awaitUninterruptibly();
      }
      somebodyIsAtTheStore |= !ticket.done;
      return !ticket.done;
    } finally {
      lock.unlock();
    }
  }

  private void comeBack() {
    lock.lock();
    try {
      somebodyIsAtTheStore = false;
      back.signalAll();
    } finally {
      lock.unlock();
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
