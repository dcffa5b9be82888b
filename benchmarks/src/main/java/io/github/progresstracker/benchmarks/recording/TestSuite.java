package io.github.progresstracker.benchmarks.recording;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A heavy tail: a few tests take most of the time, and they are the same ones in each run. */
final class TestSuite implements Job {

  private static final int USUAL_TESTS = 320;
  private static final int MOST_TESTS = 450;
  private static final double SPREAD = 1.5;
  private static final double MEDIAN_ROUNDS = 6;
  private static final BigInteger MODULUS = BigInteger.TWO.pow(1_279).subtract(BigInteger.ONE);

  @Override
  public Work prepare(Run run, Path scratch) {
    boolean shuffled = run.number() % 4 == 0;
    List<Test> suite = suite(run.sharedRandom("tests")).subList(0, run.scaled(USUAL_TESTS));
    List<Test> tests = shuffled ? Corpus.shuffled(suite, run.random("order")) : suite;
    return new Work(
        tests.size(),
        recording -> {
          recording.note(shuffled ? "random order" : "usual order");
          execute(tests, run.random("data"), recording);
        });
  }

  /**
   * A test.
   *
   * @param rounds of work
   * @param waits whether it waits as long instead of working
   */
  private record Test(int rounds, boolean waits) {}

  private static List<Test> suite(SplittableRandom random) {
    List<Test> tests = new ArrayList<>();
    for (int i = 0; i < MOST_TESTS; i++) {
      double rounds = MEDIAN_ROUNDS * Math.exp(SPREAD * random.nextGaussian());
      tests.add(new Test(1 + (int) rounds, random.nextInt(20) == 0));
    }
    return tests;
  }

  private static void execute(List<Test> tests, SplittableRandom random, Recording recording)
      throws InterruptedException {
    for (Test test : tests) {
      if (test.waits()) {
        TimeUnit.MILLISECONDS.sleep(test.rounds());
      } else {
        work(test.rounds(), random);
      }
      recording.advance();
    }
  }

  private static void work(int rounds, SplittableRandom random) {
    BigInteger x = BigInteger.valueOf(random.nextLong());
    for (int i = 0; i < rounds; i++) {
      x = x.modPow(MODULUS.shiftRight(1), MODULUS).add(BigInteger.TWO);
    }
  }
}
