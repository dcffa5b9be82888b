package io.github.progresstracker.alert;

/**
 * What this process has used of what it may use, as shares from 0 to 1. What is not known is NaN.
 *
 * <pre>{@code
 * ResourceUsage now = ResourceUsage.ofThisProcess();
 * System.out.println(Math.round(100 * now.heap()) + " % of the heap");
 * ProgressRegistry.builder().rule(AlertRules.resources(ResourceUsage::ofThisProcess));
 * }</pre>
 *
 * @param heap memory that was still in use after the latest garbage collection, of the most that
 *     the heap may take
 * @param cpu time for which the processors of the machine, or of the container, were busy of late,
 *     whoever kept them so
 * @param openFiles file descriptors in use, of the most that the process may open
 */
public record ResourceUsage(double heap, double cpu, double openFiles) {

  /** Nothing is known. */
  public static final ResourceUsage UNKNOWN = new ResourceUsage(Double.NaN, Double.NaN, Double.NaN);

  /**
   * Reads it from the platform's management beans. A figure that they do not give is NaN; without
   * the modules {@code java.management} and {@code jdk.management} all are.
   *
   * @return the usage
   */
  public static ResourceUsage ofThisProcess() {
    return ProcessMeter.read();
  }
}
