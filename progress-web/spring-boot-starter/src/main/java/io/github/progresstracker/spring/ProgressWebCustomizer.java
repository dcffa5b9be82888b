package io.github.progresstracker.spring;

import io.github.progresstracker.web.ProgressWeb;

/**
 * Has a word in how the page and its API are built, for what has no property: other origins, who
 * may show the page in a frame, the number of streams. Beans of this type are asked in their order,
 * after the properties {@code progress.web.*}.
 *
 * <pre>{@code
 * @Bean
 * ProgressWebCustomizer intranet() {
 *   return web -> web.allowOrigins("https://intranet.example.org").maxStreams(1_000);
 * }
 * }</pre>
 */
@FunctionalInterface
public interface ProgressWebCustomizer {

  /**
   * Changes what the web will be.
   *
   * @param builder of the web, used once
   */
  void customize(ProgressWeb.Builder builder);
}
