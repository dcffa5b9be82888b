package io.github.progresstracker.benchmarks.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;

/**
 * What a process of the soak is told by the one that started it: lines of a word and a number. It
 * is to end when it is told so, and also when nobody is there any more to tell it.
 */
final class Commands {

  static final String END = "end 0";

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<String, LongConsumer> words;

  private Commands(Map<String, LongConsumer> words) {
    this.words = words;
  }

  /**
   * Listens from now on.
   *
   * @param words what to do, called by a thread of its own
   */
  static Commands listen(Map<String, LongConsumer> words) {
    Commands commands = new Commands(words);
    Thread listener = new Thread(commands::read, "commands");
    listener.setDaemon(true);
    listener.start();
    return commands;
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && !line.equals(END)) {
        obey(line.split(" ", 2));
        line = lines.readLine();
      }
    } catch (IOException e) {
      // Whoever could say more is gone.
    } finally {
      ended.countDown();
    }
  }

  private void obey(String[] command) {
    LongConsumer what = words.get(command[0]);
    if (what != null) {
      what.accept(Long.parseLong(command[1]));
    }
  }

  boolean isEnded() {
    return ended.getCount() == 0;
  }

  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Tells the one that started this process; the line is out before anything else is done. */
  static synchronized void say(String word, long number) {
    System.out.println(word + " " + number);
    System.out.flush();
  }

  /** Says what is alive of the heap, after a collection of all of it. */
  static void sayHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    say("heap", runtime.totalMemory() - runtime.freeMemory());
  }
}
