package io.github.progresstracker.spring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked for and not there, though the application can do without it and starts. */
final class NoEffect {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker.spring");

  private NoEffect() {}

  /**
   * Says in the log why something is not there.
   *
   * @param setting key and value
   * @param why what is missing
   * @param cure what to do, whole sentences
   */
  static void warn(String setting, String why, String cure) {
    LOG.warn("{} has no effect: {}. {}", setting, why, cure);
  }
}
