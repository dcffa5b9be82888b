package io.github.progresstracker.internal;

import io.github.progresstracker.Activity;
import io.github.progresstracker.ActivitySnapshot.Part;
import io.github.progresstracker.OperationType;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The host's side of what a tracker is at. */
final class ActivityCounts implements Activity {

  /** Where the name of a type is cut. */
  private static final int LONGEST_TYPE = 100;

  /** As which the types of more than can be told apart are counted. */
  static final String OTHER = "other";

  private final TrackerHandle tracker;
  private final Map<String, Type> types = new ConcurrentHashMap<>(4);
  private final Queue<Type> inOrder = new ConcurrentLinkedQueue<>();
  private final AtomicInteger known = new AtomicInteger();
  private volatile @Nullable OperationType operationType;
  private volatile @Nullable String currentDataType;
  private volatile @Nullable String stage;
  private volatile @Nullable String lastProcessedId;
  private volatile @Nullable Part part;

  ActivityCounts(TrackerHandle tracker) {
    this.tracker = tracker;
  }

  @Override
  public void operationType(@Nullable OperationType type) {
    if (tracker.isOpen("activity().operationType")) {
      operationType = type;
    }
  }

  @Override
  public void currentDataType(@Nullable String type) {
    if (tracker.isOpen("activity().currentDataType")) {
      currentDataType = Texts.cutKnown(type, LONGEST_TEXT);
    }
  }

  @Override
  public void stage(@Nullable String newStage) {
    if (tracker.isOpen("activity().stage")) {
      stage = Texts.cutKnown(newStage, LONGEST_TEXT);
    }
  }

  @Override
  public void part(@Nullable String name, long done, long total) {
    Part said = requireParts(name, done, total);
    if (tracker.isOpen("activity().part")) {
      part = said;
    }
  }

  @Override
  public void lastProcessedId(@Nullable String id) {
    if (tracker.isOpen("activity().lastProcessedId")) {
      lastProcessedId = Texts.cutKnown(id, LONGEST_TEXT);
    }
  }

  @Override
  public void count(String type, long more) {
    requireTyped(type, more);
    if (tracker.isOpen("activity().count")) {
      type(Texts.cut(type, LONGEST_TYPE)).count.add(more);
    }
  }

  static Part requireParts(@Nullable String name, long done, long total) {
    return new Part(Texts.cutKnown(name, LONGEST_TEXT), done, total);
  }

  static void requireTyped(String type, long more) {
    Objects.requireNonNull(type, "type");
    TrackerHandle.requireCount("count", more);
  }

  @Nullable OperationType operationType() {
    return operationType;
  }

  @Nullable String currentDataType() {
    return currentDataType;
  }

  @Nullable String stage() {
    return stage;
  }

  @Nullable String lastProcessedId() {
    return lastProcessedId;
  }

  @Nullable Part part() {
    return part;
  }

  /** All types in the order of their first appearance. */
  Iterable<Type> types() {
    return inOrder;
  }

  private Type type(String name) {
    Type type = types.get(name);
    if (type == null && known.get() < MOST_TYPES) {
      type = types.computeIfAbsent(name, this::added);
    }
    return type == null ? types.computeIfAbsent(OTHER, this::queued) : type;
  }

  /** Null if other threads have taken the last free places meanwhile. */
  private @Nullable Type added(String name) {
    return known.getAndIncrement() < MOST_TYPES ? queued(name) : null;
  }

  private Type queued(String name) {
    Type type = new Type(name);
    inOrder.add(type);
    return type;
  }

  /** A type of piece and how many there have been. */
  static final class Type {
    private final String name;
    private final Counter count = new Counter();

    /** Belongs to the sampler: how many it has seen. */
    private long seen;

    Type(String name) {
      this.name = name;
    }

    String name() {
      return name;
    }

    Counter counter() {
      return count;
    }

    /** How many there are more than at the last call. The sampler only. */
    long news() {
      long more = Math.max(0, count.sum() - seen);
      seen += more;
      return more;
    }
  }
}
