package io.github.progresstracker.web;

import io.github.progresstracker.web.internal.ServletBinding;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;

/**
 * The API and the page in a servlet container, Jakarta Servlet 6.0 or newer. Map it to a path and
 * all below it, with asynchronous requests allowed:
 *
 * <pre>{@code
 * var servlet = context.addServlet("progress", new ProgressServlet(web));
 * servlet.setAsyncSupported(true);
 * servlet.addMapping("/progress/*");
 * }</pre>
 *
 * <p>The names by which the container goes have to be {@linkplain ProgressWeb.Builder#allowHosts
 * allowed}. Containers refuse paths with an encoded slash; if ids of jobs have slashes, let them
 * through: in Jetty {@code UriCompliance} with {@code AMBIGUOUS_PATH_SEPARATOR} and {@code
 * ServletHandler.setDecodeAmbiguousURIs(true)}, in Tomcat {@code encodedSolidusHandling} of the
 * connector.
 */
public class ProgressServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient ServletBinding binding;

  /**
   * A servlet.
   *
   * @param web what it shows; stays the host's to close
   */
  public ProgressServlet(ProgressWeb web) {
    this.binding = Objects.requireNonNull(web, "web").parts().servlet();
  }

  /** Answers all methods. */
  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    binding.service(request, response);
  }

  /** Ends the streams. */
  @Override
  public void destroy() {
    binding.close();
  }
}
