package io.github.progresstracker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.job.Lease;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.job.WriterId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every store of leases must keep. Extend it and say how to make yours. */
public abstract class LeaseStoreContract {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final WriterId ONE = WriterId.of("one");
  private static final WriterId TWO = WriterId.of("it's \"two\"");

  private final String name = "lease 'of' " + System.nanoTime();
  private LeaseStore leases = LeaseStore.inMemory(ProgressClock.system());

  /** For subclasses. */
  protected LeaseStoreContract() {}

  /**
   * Gives the store that is tested.
   *
   * @return the store; it may have leases of other tests in it
   * @throws Exception if that does not work; the test fails then
   */
  protected abstract LeaseStore store() throws Exception;

  /**
   * Lets the store's time pass, if it does not by itself.
   *
   * @param duration how much at least, a few milliseconds
   * @throws Exception if that does not work
   */
  protected abstract void letTimePass(Duration duration) throws Exception;

  @BeforeEach
  void makeStore() throws Exception {
    leases = store();
  }

  @Test
  @DisplayName("gives a lease to one at a time")
  void one() throws Exception {
    Lease lease = leases.acquire(name, ONE, HOUR).orElseThrow();
    assertThat(leases.acquire(name, TWO, HOUR)).isEmpty();
    assertThat(leases.acquire(name, ONE, HOUR)).as("not even to the same").isEmpty();
    assertThat(leases.find(name)).get().extracting(Lease::owner).isEqualTo(ONE);
    assertThat(leases.renew(lease, HOUR)).isTrue();
    assertThat(leases.release(lease)).isTrue();
    assertThat(leases.release(lease)).isFalse();
    assertThat(leases.renew(lease, HOUR)).isFalse();
    assertThat(leases.find(name)).isEmpty();
  }

  @Test
  @DisplayName("gives each owner a higher token, also after a release")
  void tokens() throws Exception {
    Lease first = leases.acquire(name, ONE, HOUR).orElseThrow();
    leases.release(first);
    Lease second = leases.acquire(name, ONE, HOUR).orElseThrow();
    assertThat(second.token()).isGreaterThan(first.token());
    assertThat(leases.release(first)).as("an old one releases nothing").isFalse();
    assertThat(leases.find(name)).isPresent();
  }

  @Test
  @DisplayName("lets another one take over what has ended, and the first one knows")
  void takeover() throws Exception {
    Lease lost = leases.acquire(name, ONE, MOMENT).orElseThrow();
    letTimePass(MOMENT);
    assertThat(leases.find(name)).isEmpty();
    Lease taken = leases.acquire(name, TWO, HOUR).orElseThrow();
    assertThat(taken.token()).isGreaterThan(lost.token());
    assertThat(leases.renew(lost, HOUR)).isFalse();
    assertThat(leases.release(lost)).isFalse();
    assertThat(leases.find(name)).get().extracting(Lease::owner).isEqualTo(TWO);
  }

  @Test
  @DisplayName("renews what has ended if nobody has taken it")
  void late() throws Exception {
    Lease lease = leases.acquire(name, ONE, MOMENT).orElseThrow();
    letTimePass(MOMENT);
    assertThat(leases.renew(lease, HOUR)).isTrue();
    assertThat(leases.acquire(name, TWO, HOUR)).isEmpty();
  }

  @Test
  @DisplayName("knows what has run out, and not what is held, given back or taken over")
  void abandoned() throws Exception {
    List<String> names = List.of(name, name + " held", name + " given back", name + " of nobody");
    assertThat(leases.acquire(name, ONE, MOMENT)).isPresent();
    assertThat(leases.acquire(name + " held", ONE, HOUR)).isPresent();
    leases.release(leases.acquire(name + " given back", ONE, HOUR).orElseThrow());
    letTimePass(MOMENT);
    assertThat(leases.abandoned(names)).containsExactly(name);
    assertThat(leases.abandoned(List.of())).isEmpty();
    assertThat(leases.acquire(name, TWO, HOUR)).isPresent();
    assertThat(leases.abandoned(names)).isEmpty();
  }

  @Test
  @DisplayName("gives a lease to exactly one of many who want it at once")
  void race() throws Exception {
    List<Callable<Optional<Lease>>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      WriterId owner = WriterId.of("owner " + i);
      all.add(() -> leases.acquire(name, owner, HOUR));
    }
    ExecutorService threads = Executors.newFixedThreadPool(all.size());
    try {
      int won = 0;
      for (Future<Optional<Lease>> answer : threads.invokeAll(all)) {
        won += answer.get().isPresent() ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @DisplayName("refuses what makes no sense")
  void refuses() {
    assertThatThrownBy(() -> leases.acquire(name, ONE, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> leases.acquire(name, ONE, Duration.ofDays(400)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> leases.acquire("a\u0000", ONE, HOUR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("U+0");
    assertThatThrownBy(() -> leases.acquire(" ", ONE, HOUR))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
