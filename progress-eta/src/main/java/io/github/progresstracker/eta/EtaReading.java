package io.github.progresstracker.eta;

import java.time.Duration;

/**
 * An estimate in a form that is used again and again, for a host that looks so often that it does
 * not want an {@link Eta} made each time. Mutable, and owned by whoever asks; {@link
 * EtaEstimator#estimate(long, EtaReading)} writes it.
 *
 * <pre>{@code
 * EtaEstimator estimator = EtaEstimator.adaptive();
 * EtaReading reading = new EtaReading();                // made once, written at each look
 * long activeNanos = Duration.ofSeconds(40).toNanos();
 * estimator.observe(activeNanos, 250, 1_000);
 * estimator.estimate(activeNanos, reading);
 * if (reading.isKnown()) {
 *   System.out.println(Duration.ofNanos(reading.remainingNanos()));
 * }
 * }</pre>
 *
 * <p>While {@link #isKnown} is false the durations and the confidence say nothing and are 0.
 */
public final class EtaReading {

  private EtaBasis basis = EtaBasis.WARMING_UP;
  private boolean known;
  private long remainingNanos;
  private long lowNanos;
  private long highNanos;
  private double confidence;

  /** A reading of nothing yet: unknown, {@link EtaBasis#WARMING_UP}. */
  public EtaReading() {}

  /**
   * What the estimate rests on, or why there is none.
   *
   * @return the basis
   */
  public EtaBasis basis() {
    return basis;
  }

  /**
   * Whether there is an estimate.
   *
   * @return true if the durations mean something
   */
  public boolean isKnown() {
    return known;
  }

  /**
   * Expected time to the end.
   *
   * @return nanoseconds, &gt;= 0
   */
  public long remainingNanos() {
    return remainingNanos;
  }

  /**
   * Lower end of the 80 % interval.
   *
   * @return nanoseconds, from 0 to {@link #remainingNanos}
   */
  public long lowNanos() {
    return lowNanos;
  }

  /**
   * Upper end of the 80 % interval.
   *
   * @return nanoseconds, &gt;= {@link #remainingNanos}
   */
  public long highNanos() {
    return highNanos;
  }

  /**
   * Probability that the truth is within 25 % of the estimate.
   *
   * @return 0 to 1
   */
  public double confidence() {
    return confidence;
  }

  void read(Eta eta) {
    if (eta.remaining() == null || eta.low() == null || eta.high() == null) {
      unknown(eta.basis());
    } else {
      known(
          eta.basis(),
          eta.low().toNanos(),
          eta.remaining().toNanos(),
          eta.high().toNanos(),
          eta.confidence());
    }
  }

  void unknown(EtaBasis newBasis) {
    known(newBasis, 0, 0, 0, 0);
    known = false;
  }

  void known(
      EtaBasis newBasis, long newLow, long newRemaining, long newHigh, double newConfidence) {
    basis = newBasis;
    known = true;
    lowNanos = newLow;
    remainingNanos = newRemaining;
    highNanos = newHigh;
    confidence = newConfidence;
  }

  Eta eta(EtaMethod method, EtaFactors factors) {
    return known
        ? new Eta(
            basis,
            method,
            Duration.ofNanos(remainingNanos),
            Duration.ofNanos(lowNanos),
            Duration.ofNanos(highNanos),
            confidence,
            factors)
        : new Eta(basis, method, null, null, null, 0, factors);
  }
}
