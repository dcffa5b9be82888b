package io.github.progresstracker.internal;

import org.jspecify.annotations.Nullable;

/**
 * Runs several actions of which each may go wrong, all of them, and afterwards throws what the
 * first one threw: so it shows in the health figures and costs the others nothing.
 */
final class FirstFailure {

  private @Nullable Throwable first;

  void guard(Runnable action) {
    try {
      action.run();
    } catch (Throwable failure) {
      first = first == null ? failure : first;
    }
  }

  void rethrow() throws Exception {
    if (first instanceof Exception exception) {
      throw exception;
    }
    if (first instanceof Error error) {
      throw error;
    }
  }
}
