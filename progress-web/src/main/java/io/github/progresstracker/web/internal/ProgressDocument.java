package io.github.progresstracker.web.internal;

import io.github.progresstracker.json.ProgressJson;
import io.github.progresstracker.web.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where everything stands, in one document: all that a page needs to begin.
 *
 * @param serverTime when it was read
 * @param principal for whom
 * @param snake how keys are written in the end
 * @param complete whether the store had a say in it
 * @param jobs the newest first
 * @param alerts what is wrong with them
 * @param worker what the worker is at, or null if nobody knows
 * @param users for those who see all users, or null
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares documents.
record ProgressDocument(
    Instant serverTime,
    Principal principal,
    boolean snake,
    boolean complete,
    List<byte[]> jobs,
    List<byte[]> alerts,
    byte @Nullable [] worker,
    @Nullable List<byte[]> users) {

  /** The same for documents that differ in their time alone. */
  String tag() {
    return Etag.of(content());
  }

  byte[] json(String lastEventId) {
    return Json.with(
        Json.object(
            json ->
                json.number("version", (long) ProgressJson.VERSION)
                    .time("serverTime", serverTime)
                    .text("lastEventId", lastEventId)),
        content());
  }

  private byte[] content() {
    return Json.object(
        json -> {
          json.document("principal", principalJson())
              .text("naming", snake ? "snake" : "camel")
              .flag("complete", complete)
              .documents("jobs", jobs)
              .documents("alerts", alerts)
              .document("worker", worker);
          if (users == null) {
            json.document("users", null);
          } else {
            json.documents("users", users);
          }
        });
  }

  private byte[] principalJson() {
    List<String> scopes =
        principal.scopes().stream()
            .sorted()
            .map(scope -> scope.name().toLowerCase(Locale.ROOT))
            .toList();
    return Json.object(
        json ->
            json.text("name", principal.name())
                .texts("scopes", scopes)
                .number("userId", principal.userId()));
  }
}
