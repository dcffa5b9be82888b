package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes on one job, one of which is killed, with the program as people run it. */
class CrawlCommandTest {

  private static final int PAGES = 400;

  @TempDir Path directory;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  CrawlCommandTest() {}

  @Test
  void the_sum_is_right_after_a_kill_and_the_questions_have_answers() throws Exception {
    String db = "embedded:" + directory.resolve("data");
    Program.Outcome crawl =
        Program.start(directory, "crawl", "--db", db, "--pages", "" + PAGES).end();
    assertThat(crawl.code()).as(crawl.err()).isZero();
    assertThat(crawl.out())
        .contains("killed the second JVM (kill -9)")
        .contains("second JVM: begins at 0")
        .contains("IDLE: " + PAGES + " of " + PAGES + " pages")
        .contains("3 writers")
        .contains("second JVM: " + PAGES / 2 + " completed")
        .contains("thread 1: " + PAGES / 4 + " completed, epoch 1")
        .contains("completion")
        .contains("worker: IDLE, runs today 3")
        .doesNotContain("no answer");
  }

  @Test
  void what_cannot_be_used_is_told_in_one_line() throws Exception {
    Program.Outcome crawl = Program.start(directory, "crawl", "--pages", "-5").end();
    assertThat(crawl.code()).isEqualTo(Examples.BAD_INPUT);
    assertThat(crawl.err()).contains("--pages").contains("-5").hasLineCount(1);
  }
}
