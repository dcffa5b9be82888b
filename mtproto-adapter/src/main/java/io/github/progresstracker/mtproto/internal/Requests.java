package io.github.progresstracker.mtproto.internal;

import io.github.progresstracker.mtproto.HistorySource;

/** The bounds that every source puts on a request. */
public final class Requests {

  private Requests() {}

  public static void check(long beforeId, int limit) {
    if (beforeId < 1) {
      throw new IllegalArgumentException(
          "beforeId must be >= 1 (Long.MAX_VALUE = newest), was " + beforeId);
    }
    if (limit < 1 || limit > HistorySource.MAX_PAGE) {
      throw new IllegalArgumentException(
          "limit must be between 1 and " + HistorySource.MAX_PAGE + ", was " + limit);
    }
  }
}
