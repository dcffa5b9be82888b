package io.github.progresstracker.eta;

/**
 * When the job had reached up to 32 positions, evenly spaced over the work.
 *
 * <p>When all places are taken every second one is given up and the spacing doubles, so the ring
 * always spans the whole run and costs the same for ten units as for 10^18. While the total is
 * known the spacing starts at a 256th of it; while it is not, every step gets a place until the
 * ring is full for the first time. All memory is taken at construction.
 */
final class Checkpoints {

  static final int CAPACITY = 32;

  private static final double FIRST_SPACING = 1.0 / 256;

  private final double[] position = new double[CAPACITY];
  private final double[] time = new double[CAPACITY];

  private int size;
  private double apart;

  /** Takes note that the total is now this; 0 for unknown. */
  void total(double total) {
    if (total > 0) {
      apart = Math.max(FIRST_SPACING * total, span() / CAPACITY);
    }
  }

  boolean due(double done) {
    return size == 0 || done >= position[size - 1] + apart;
  }

  void add(double done, double now) {
    position[size] = done;
    time[size] = now;
    size++;
    if (size == CAPACITY) {
      thin();
    }
  }

  private void thin() {
    double span = span();
    size = CAPACITY / 2;
    for (int i = 0; i < size; i++) {
      position[i] = position[2 * i + 1];
      time[i] = time[2 * i + 1];
    }
    apart = apart > 0 ? 2 * apart : span / CAPACITY;
  }

  private double span() {
    return size == 0 ? 0 : position[size - 1] - position[0];
  }

  /**
   * Writes when the work so far had reached each of equally spaced shares, interpolated between
   * checkpoints.
   *
   * @param done units done by now, &gt; 0
   * @param now seconds; what has passed since the last checkpoint counts as spent on the work since
   * @param into {@code into[j]} gets the seconds at {@code j / (into.length - 1)} of the work
   */
  void resample(double done, double now, double[] into) {
    int pieces = into.length - 1;
    int next = 0;
    double fromPosition = 0;
    double fromTime = 0;
    into[0] = 0;
    for (int j = 1; j < pieces; j++) {
      double wanted = done * ((double) j / pieces);
      while (next < size && position[next] < wanted) {
        fromPosition = position[next];
        fromTime = time[next];
        next++;
      }
      boolean inside = next < size;
      double toPosition = inside ? position[next] : done;
      double toTime = inside ? time[next] : now;
      double span = toPosition - fromPosition;
      double share = span > 0 ? (wanted - fromPosition) / span : 1;
      into[j] = fromTime + share * Math.max(0, toTime - fromTime);
    }
    into[pieces] = Math.max(now, into[pieces - 1]);
  }

  void save(EstimatorState.Writer writer) {
    writer.all(size, apart);
    for (int i = 0; i < size; i++) {
      writer.all(position[i], time[i]);
    }
  }

  void load(EstimatorState.Reader reader, double done, double now) {
    size = (int) reader.between(0, CAPACITY - 1.0);
    apart = reader.notNegative();
    for (int i = 0; i < size; i++) {
      position[i] = reader.between(i == 0 ? 0 : position[i - 1], done);
      time[i] = reader.between(i == 0 ? 0 : time[i - 1], now);
    }
  }

  void reset() {
    size = 0;
    apart = 0;
  }
}
