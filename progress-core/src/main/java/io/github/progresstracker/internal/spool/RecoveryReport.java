package io.github.progresstracker.internal.spool;

/**
 * What opening a spool found on the disk.
 *
 * @param recordsRecovered records that wait to be acknowledged
 * @param bytesCutOff bytes of an unfinished write that were removed behind the last good record
 * @param recordsLost records that were in the spool, were not acknowledged and cannot be read
 * @param bytesLost bytes of segments that could not be read for damage
 * @param positionLost true if it was unknown which records had been acknowledged: all that are
 *     there will be read again
 */
public record RecoveryReport(
    long recordsRecovered,
    long bytesCutOff,
    long recordsLost,
    long bytesLost,
    boolean positionLost) {

  /**
   * Tells whether the spool had been left in good order.
   *
   * @return true if nothing was cut off or lost
   */
  public boolean isClean() {
    return bytesCutOff == 0 && recordsLost == 0 && bytesLost == 0 && !positionLost;
  }

  /**
   * The report in one line for a log.
   *
   * @return text that names only what there is to say
   */
  public String describe() {
    StringBuilder text = new StringBuilder().append(recordsRecovered).append(" records recovered");
    if (bytesCutOff > 0) {
      text.append("; ").append(bytesCutOff).append(" bytes of an unfinished write cut off");
    }
    if (recordsLost > 0 || bytesLost > 0) {
      text.append("; ").append(recordsLost).append(" records lost to damage (");
      text.append(bytesLost).append(" bytes)");
    }
    if (positionLost) {
      text.append("; what had been acknowledged is unknown, so all are read again");
    }
    return text.toString();
  }
}
