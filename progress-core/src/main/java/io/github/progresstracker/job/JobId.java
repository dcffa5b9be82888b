package io.github.progresstracker.job;

/**
 * Names a job for all processes that work on it or look at it.
 *
 * @param value any text of 1 to 400 characters that is not blank, without NUL and halves of
 *     surrogate pairs
 * @see JobTracker
 */
public record JobId(String value) {

  /**
   * Checks the text.
   *
   * @param value the name
   * @throws IllegalArgumentException if it is blank, too long, or no store could keep it as it is
   */
  public JobId {
    Ids.checked("job id", value);
  }

  /**
   * A job of that name.
   *
   * @param value the name
   * @return the id
   * @throws IllegalArgumentException if it is blank, too long, or no store could keep it as it is
   */
  public static JobId of(String value) {
    return new JobId(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
