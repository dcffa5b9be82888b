package io.github.progresstracker.internal;

import io.github.progresstracker.Activity;
import io.github.progresstracker.OperationType;
import io.github.progresstracker.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Usage and activity that nobody wants to know of. Arguments are checked as ever. */
enum NoopAccounts implements Usage, Activity {
  INSTANCE;

  @Override
  public void tokens(long count) {
    UsageCounts.requireTokens(count);
  }

  @Override
  public void cost(double amount) {
    UsageCounts.requireCost(amount);
  }

  @Override
  public void cost(BigDecimal amount) {
    UsageCounts.requireCost(amount);
  }

  @Override
  public void apiCall(boolean succeeded) {}

  @Override
  public void rateLimited(Duration delay) {
    Objects.requireNonNull(delay, "delay");
  }

  @Override
  public void operationType(@Nullable OperationType type) {}

  @Override
  public void currentDataType(@Nullable String type) {}

  @Override
  public void stage(@Nullable String stage) {}

  @Override
  public void lastProcessedId(@Nullable String id) {}

  @Override
  public void part(@Nullable String name, long done, long total) {
    ActivityCounts.requireParts(name, done, total);
  }

  @Override
  public void count(String type, long more) {
    ActivityCounts.requireTyped(type, more);
  }
}
