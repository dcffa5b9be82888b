package io.github.progresstracker.web.internal;

import io.github.progresstracker.web.Principal;
import io.github.progresstracker.web.Scope;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that the streams are told. Its bytes are written when the first stream wants them, and
 * shared by all that want the same.
 */
final class ServerEvent {

  private final String type;
  private final String id;
  private final long sequence;
  private final Subject subject;
  private final Object place;
  private final Function<Boolean, byte[]> json;
  private final AtomicReferenceArray<byte @Nullable []> frames = new AtomicReferenceArray<>(4);

  /**
   * What an event is about, which says who hears of it.
   *
   * @param jobId the job, or null for what is about many
   * @param userId whose it is, or null for nobody's
   * @param replaces whether a newer one of the same type and subject is told instead
   */
  record Subject(@Nullable String jobId, @Nullable Long userId, boolean replaces) {
    private boolean isFor(Principal principal, Set<String> jobs) {
      if (jobId == null) {
        return Objects.equals(principal.userId(), userId);
      }
      return (principal.userId() == null || principal.userId().equals(userId))
          && (jobs.isEmpty() || jobs.contains(jobId));
    }
  }

  /**
   * An event.
   *
   * @param json its document for who may control jobs, and who may not
   */
  ServerEvent(
      String type, String boot, long sequence, Subject subject, Function<Boolean, byte[]> json) {
    this.type = type;
    this.id = boot + "-" + sequence;
    this.sequence = sequence;
    this.subject = subject;
    this.place =
        subject.replaces()
            ? type + " " + subject.jobId() + " " + subject.userId()
            : (Object) sequence;
    this.json = json;
  }

  String id() {
    return id;
  }

  long sequence() {
    return sequence;
  }

  boolean isFor(Principal principal, Set<String> jobs) {
    return subject.isFor(principal, jobs);
  }

  /** What it has in common with those that it replaces, or that replace it; else only itself. */
  Object place() {
    return place;
  }

  boolean isLossless() {
    return !subject.replaces();
  }

  byte[] frame(Principal principal, boolean snake) {
    boolean mayControl = principal.may(Scope.CONTROL);
    int variant = (mayControl ? 1 : 0) + (snake ? 2 : 0);
    byte[] frame = frames.get(variant);
    if (frame == null) {
      byte[] document = json.apply(mayControl);
      frame = frame(id, type, snake ? Json.snake(document) : document);
      frames.set(variant, frame);
    }
    return frame;
  }

  /** As the HTML standard, 9.2.6, wants it; our JSON has no line breaks. */
  static byte[] frame(String id, String type, byte[] json) {
    String head = "id: " + id + "\nevent: " + type + "\ndata: ";
    byte[] start = head.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[start.length + json.length + 2];
    System.arraycopy(start, 0, frame, 0, start.length);
    System.arraycopy(json, 0, frame, start.length, json.length);
    frame[frame.length - 2] = '\n';
    frame[frame.length - 1] = '\n';
    return frame;
  }
}
