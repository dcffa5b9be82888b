package io.github.progresstracker.web;

import java.util.List;
import java.util.Map;

/**
 * What is wrong with a request, told to whoever sent it as {@code application/problem+json} (RFC
 * 9457). A {@linkplain ApiHandler handler} throws it.
 *
 * <pre>{@code
 * ApiRoute.get("/api/uploads/{name}", Scope.READ, call -> {
 *   Path file = Path.of("uploads").resolve(call.path("name")).normalize();
 *   if (!file.startsWith("uploads") || !Files.exists(file)) {
 *     throw new ApiProblem(404, "there is no upload " + call.path("name"));
 *   }
 *   return ApiResponse.json("{\"bytes\": " + Files.size(file) + "}");
 * });
 * }</pre>
 */
public class ApiProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The status code. */
  private final int status;

  private final transient List<Fault> errors;
  private final transient Map<String, String> headers;

  /**
   * One thing that is wrong with the body.
   *
   * @param pointer where, as a JSON pointer (RFC 6901), such as {@code /processedItems}
   * @param detail what is wrong, and what would be right
   */
  public record Fault(String pointer, String detail) {}

  /**
   * Something is wrong.
   *
   * @param status 400 to 599
   * @param detail what is wrong and what would be right, for people
   */
  public ApiProblem(int status, String detail) {
    this(status, detail, List.of(), Map.of());
  }

  /**
   * Something is wrong.
   *
   * @param status 400 to 599
   * @param detail what is wrong and what would be right, for people
   * @param errors one by one, or none
   * @param headers to be sent besides, such as {@code Allow}
   */
  public ApiProblem(int status, String detail, List<Fault> errors, Map<String, String> headers) {
    super(detail, null, false, false);
    this.status = status;
    this.errors = List.copyOf(errors);
    this.headers = Map.copyOf(headers);
  }

  /**
   * The status code.
   *
   * @return 400 to 599
   */
  public int status() {
    return status;
  }

  /**
   * What is wrong, for people.
   *
   * @return the detail
   */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /**
   * What is wrong with the body, one by one.
   *
   * @return the errors, or none
   */
  public List<Fault> errors() {
    return errors;
  }

  /**
   * What is to be sent besides.
   *
   * @return headers by name
   */
  public Map<String, String> headers() {
    return headers;
  }
}
