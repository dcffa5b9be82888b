package io.github.progresstracker.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in two sentences instead of a stack trace why the application does not start. */
final class BadSettingAnalyzer extends AbstractFailureAnalyzer<BadSettingException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, BadSettingException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.cure(), cause);
  }
}
