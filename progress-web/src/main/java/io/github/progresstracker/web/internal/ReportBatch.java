package io.github.progresstracker.web.internal;

import io.github.progresstracker.job.JobReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Brings the reports of requests that come at once to the store in one go. There is no thread and
 * no delay: while one request is at the store, those that come meanwhile gather, and the first of
 * them takes all along. Whoever comes back wakes those whose reports are there, and one of the
 * others, and nobody else: a wake-up for nothing takes processor time from those at the store.
 */
final class ReportBatch {

  private static final int MOST_TICKETS = 500;

  private final Store store;
  private final Queue<Ticket> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean somebodyIsAtTheStore = new AtomicBoolean();

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

    /** Who waits. Written before looking whether the ticket is done, read after saying so. */
    private volatile @Nullable Thread waiter;

    private Ticket(List<JobReport> reports) {
      this.reports = reports;
    }

    /** Nobody else takes it again: if an error came between, it waits no longer. */
    private void endIfOpen() {
      if (!done) {
        failure = new IllegalStateException("an error has kept the report from the store");
        done = true;
      }
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
    ticket.waiter = Thread.currentThread();
    boolean interrupted = Thread.interrupted(); // at the store it would be the failure of others
    while (!ticket.done) {
      if (somebodyIsAtTheStore.compareAndSet(false, true)) {
        goToTheStore(ticket);
      } else {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (ticket.failure != null) {
      throw ticket.failure;
    }
    return ticket.old;
  }

  private void goToTheStore(Ticket own) {
    List<Ticket> taken = own.done ? List.of() : next();
    try {
      apply(taken);
    } finally {
      taken.forEach(Ticket::endIfOpen);
      somebodyIsAtTheStore.set(false);
      wakeNext();
      taken.stream().filter(ticket -> ticket != own).forEach(t -> LockSupport.unpark(t.waiter));
    }
  }

  /** Who stands in line and does not wait yet looks for itself before it does. */
  private void wakeNext() {
    for (Ticket ticket : waiting) {
      Thread waiter = ticket.waiter;
      if (waiter != null) {
        LockSupport.unpark(waiter);
        return;
      }
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
    if (tickets.isEmpty()) {
      return;
    }
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
