package io.github.progresstracker.job;

import java.time.Instant;

/**
 * The right to be the only one at something, for a time.
 *
 * @param name what it is about
 * @param owner who has it
 * @param token the fencing token: grows with each owner, so that what an earlier one still writes
 *     can be told and refused (M. Kleppmann, <i>How to do distributed locking</i>, 2016)
 * @param until when it ends unless it is renewed, by the store's clock
 * @see LeaseStore
 */
public record Lease(String name, WriterId owner, long token, Instant until) {

  /**
   * Checks the name.
   *
   * @param name what it is about
   * @param owner who has it
   * @param token the fencing token
   * @param until when it ends
   * @throws IllegalArgumentException if the name is blank, too long or not storable
   */
  public Lease {
    Ids.checked("lease name", name);
  }
}
