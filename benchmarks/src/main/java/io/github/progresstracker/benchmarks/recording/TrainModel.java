package io.github.progresstracker.benchmarks.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** Even steps, and at equal distances a stall for an evaluation and a checkpoint on disk. */
final class TrainModel implements Job {

  private static final int INPUTS = 256;
  private static final int HIDDEN = 128;
  private static final int BATCH = 32;
  private static final int EVALUATION = 16_000;
  private static final int USUAL_STEPS = 7_000;
  private static final int CHECKPOINT_EVERY = 700;
  private static final double RATE = 1e-3;

  @Override
  public Work prepare(Run run, Path scratch) {
    int steps = run.scaled(USUAL_STEPS);
    Network network = new Network(run.random("weights"));
    return new Work(
        steps, recording -> train(network, steps, run, scratch.resolve("model"), recording));
  }

  private static void train(
      Network network, int steps, Run run, Path checkpoint, Recording recording)
      throws IOException {
    SplittableRandom data = run.random("data");
    for (int step = 1; step <= steps; step++) {
      for (int i = 0; i < BATCH; i++) {
        network.learn(example(data));
      }
      if (step % CHECKPOINT_EVERY == 0) {
        evaluate(network, run.random("evaluation"));
        network.save(checkpoint);
      }
      recording.advance();
    }
  }

  private static double evaluate(Network network, SplittableRandom data) {
    double sum = 0;
    for (int i = 0; i < EVALUATION; i++) {
      double[] example = example(data);
      sum += Math.abs(network.predict(example) - truth(example));
    }
    return sum / EVALUATION;
  }

  private static double[] example(SplittableRandom random) {
    double[] example = new double[INPUTS];
    for (int i = 0; i < INPUTS; i++) {
      example[i] = random.nextDouble() - 0.5;
    }
    return example;
  }

  /** What there is to learn. */
  private static double truth(double[] example) {
    return example[0] * example[1] > 0 ? 1 : -1;
  }

  /** One hidden layer, tanh, learning by plain gradient descent. */
  private static final class Network {
    private final double[][] weights = new double[HIDDEN][INPUTS];
    private final double[] out = new double[HIDDEN];
    private final double[] hidden = new double[HIDDEN];

    Network(SplittableRandom random) {
      for (int h = 0; h < HIDDEN; h++) {
        out[h] = random.nextGaussian() / HIDDEN;
        for (int i = 0; i < INPUTS; i++) {
          weights[h][i] = random.nextGaussian() / INPUTS;
        }
      }
    }

    double predict(double[] example) {
      double sum = 0;
      for (int h = 0; h < HIDDEN; h++) {
        double input = 0;
        for (int i = 0; i < INPUTS; i++) {
          input += weights[h][i] * example[i];
        }
        hidden[h] = Math.tanh(input);
        sum += out[h] * hidden[h];
      }
      return sum;
    }

    void learn(double[] example) {
      double error = predict(example) - truth(example);
      for (int h = 0; h < HIDDEN; h++) {
        double slope = RATE * error * out[h] * (1 - hidden[h] * hidden[h]);
        out[h] -= RATE * error * hidden[h];
        for (int i = 0; i < INPUTS; i++) {
          weights[h][i] -= slope * example[i];
        }
      }
    }

    void save(Path file) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * INPUTS * HIDDEN);
      for (double[] row : weights) {
        bytes.asDoubleBuffer().put(row);
        bytes.position(bytes.position() + Double.BYTES * INPUTS);
      }
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.write(bytes.flip());
        channel.force(true);
      }
    }
  }
}
