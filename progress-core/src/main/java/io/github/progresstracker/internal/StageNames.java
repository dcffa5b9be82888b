package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressItem;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a tracker's items, each with a small number. There is no end to the names a host
 * may make up, so those of more than {@link ProgressItem#MOST_STAGES} share the last number.
 */
final class StageNames {

  private static final String OTHER = "other";

  private static final VarHandle NAMES;

  static {
    try {
      NAMES = MethodHandles.lookup().findVarHandle(StageNames.class, "names", String[].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Map<String, Integer> indices = new ConcurrentHashMap<>(Map.of("", 0));

  /**
   * By index; 0 is the empty one, which is none. Replaced by a copy whenever there is a new one.
   */
  private volatile String[] names = {""};

  /**
   * The number of a stage.
   *
   * @param likely the number that it probably has, which then costs no more than a comparison
   */
  int index(String stage, int likely) {
    return stage.equals(text(likely)) ? likely : index(stage);
  }

  private int index(String stage) {
    String name = Texts.cut(stage, ProgressItem.LONGEST_STAGE);
    Integer known = indices.get(name);
    return known == null ? added(name) : known;
  }

  /** Of two threads that add the same name, one wastes a number. */
  private int added(String name) {
    for (; ; ) {
      String[] before = names;
      int next = before.length;
      if (next > ProgressItem.MOST_STAGES) {
        return ItemWord.LAST_STAGE;
      }
      String[] after = Arrays.copyOf(before, next + 1);
      after[next] = name;
      if (NAMES.compareAndSet(this, before, after)) {
        Integer first = indices.putIfAbsent(name, next);
        return first == null ? next : first;
      }
    }
  }

  /** The stage of a number, or null if it stands for none. */
  @Nullable String name(int index) {
    return index == 0 ? null : text(index);
  }

  private String text(int index) {
    return index == ItemWord.LAST_STAGE ? OTHER : names[index];
  }
}
