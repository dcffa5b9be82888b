package io.github.progresstracker.spring;

import org.jspecify.annotations.Nullable;

/** The application asks for something that cannot be; it does not start. */
final class BadSettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String cure;

  /**
   * Says what is wrong.
   *
   * @param setting key and value, or the key alone if the value is a secret
   * @param problem what is wrong with it
   * @param cure what to do
   * @param cause what was thrown, or null
   */
  BadSettingException(String setting, String problem, String cure, @Nullable Throwable cause) {
    super(setting + " is not possible: " + problem, cause);
    this.cure = cure;
  }

  String cure() {
    return cure;
  }
}
