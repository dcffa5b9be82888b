package io.github.progresstracker.benchmarks.accuracy;

/** An estimator in a replay, ours or a peer's. */
interface Contender {

  void observe(double seconds, double done);

  Look look(double nowSeconds);

  static Contender of(PeerEstimator peer) {
    return new Contender() {
      @Override
      public void observe(double seconds, double done) {
        peer.observe(seconds, done);
      }

      @Override
      public Look look(double nowSeconds) {
        return Look.bare(nowSeconds, peer.remaining(nowSeconds));
      }
    };
  }
}
