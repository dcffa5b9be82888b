package io.github.progresstracker.internal;

import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.ProgressItem;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An item of which nothing is kept but its id. */
record NoopItem(String id) implements ProgressItem {

  @Override
  public ItemStatus status() {
    return ItemStatus.PENDING;
  }

  @Override
  public ProgressItem begin() {
    return this;
  }

  @Override
  public void progress(double percent) {}

  @Override
  public void stage(String name) {
    Objects.requireNonNull(name, "stage");
  }

  @Override
  public void stage(String name, double percent) {
    stage(name);
  }

  @Override
  public void retry() {}

  @Override
  public void done() {}

  @Override
  public void fail(@Nullable Throwable cause) {}

  @Override
  public void fail(@Nullable String message) {}

  @Override
  public void close() {}
}
