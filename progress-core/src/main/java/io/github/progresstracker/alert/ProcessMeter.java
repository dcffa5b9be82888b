package io.github.progresstracker.alert;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.function.DoubleSupplier;

/**
 * Reads management beans. Their modules are optional and their classes are not in every JDK, so
 * each figure is asked for on its own, and a class that is not there makes it unknown.
 */
final class ProcessMeter {

  private ProcessMeter() {}

  static ResourceUsage read() {
    return new ResourceUsage(
        known(ProcessMeter::heap), known(ProcessMeter::cpu), known(ProcessMeter::openFiles));
  }

  static double known(DoubleSupplier figure) {
    try {
      double value = figure.getAsDouble();
      return value >= 0 ? value : Double.NaN;
    } catch (RuntimeException | LinkageError e) {
      return Double.NaN;
    }
  }

  /**
   * After a collection, because a healthy heap fills up between two. A pool that was not collected
   * yet counts as empty; when memory gets short, all are.
   */
  private static double heap() {
    double used = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage live = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
      used += live == null ? 0 : live.getUsed();
    }
    return used / Runtime.getRuntime().maxMemory();
  }

  private static double cpu() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getCpuLoad()
        : Double.NaN;
  }

  private static double openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? (double) unix.getOpenFileDescriptorCount() / unix.getMaxFileDescriptorCount()
        : Double.NaN;
  }
}
