package io.github.progresstracker.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Reads a stream of the API as it is written, on a thread of its own. */
final class OpenStream implements AutoCloseable {

  private final ApiResponse.Body body;
  private final BufferedReader reader;

  static OpenStream of(ApiResponse.Body body) throws IOException {
    return new OpenStream(body);
  }

  private OpenStream(ApiResponse.Body body) throws IOException {
    this.body = body;
    PipedInputStream in = new PipedInputStream(1 << 20);
    PipedOutputStream out = new PipedOutputStream(in);
    this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    write(body, out);
  }

  /** Writes a stream until its end on a thread of its own, as a binding would. */
  static Thread write(ApiResponse.Body body, OutputStream out) {
    Semaphore ready = new Semaphore(0);
    Thread writer =
        new Thread(
            () -> {
              try (out) {
                do {
                  ready.acquire();
                } while (body.writeTo(out));
              } catch (IOException | InterruptedException e) {
                // The test is over.
              }
            });
    writer.setDaemon(true);
    writer.start();
    body.begin(ready::release);
    return writer;
  }

  static OpenStream of(Calls calls, String target) throws IOException {
    return new OpenStream(((ApiResponse.Stream) calls.ask("GET", target, "")).body());
  }

  /** Something that was told. */
  record Event(String id, String type, String data) {
    JsonNode json() {
      return Calls.parse(data);
    }
  }

  /** The next event, without heartbeats. */
  Event next() throws IOException {
    while (true) {
      List<String> block = block();
      if (block.size() == 3) {
        return new Event(
            value(block.get(0), "id: "),
            value(block.get(1), "event: "),
            value(block.get(2), "data: "));
      }
    }
  }

  /** The next event of a type. */
  Event next(String type) throws IOException {
    Event event = next();
    while (!event.type().equals(type)) {
      event = next();
    }
    return event;
  }

  /** The next lines until an empty one; empty at the end. */
  List<String> block() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.isEmpty()) {
        return lines;
      }
      lines.add(line);
    }
    return List.of("(end)");
  }

  private static String value(String line, String prefix) {
    if (!line.startsWith(prefix)) {
      throw new AssertionError(line);
    }
    return line.substring(prefix.length());
  }

  @Override
  public void close() {
    body.close();
  }
}
