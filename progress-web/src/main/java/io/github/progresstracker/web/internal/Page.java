package io.github.progresstracker.web.internal;

import io.github.progresstracker.web.ApiCall;
import io.github.progresstracker.web.ApiProblem;
import io.github.progresstracker.web.ApiRequest;
import io.github.progresstracker.web.ApiResponse;
import io.github.progresstracker.web.ApiRoute;
import io.github.progresstracker.web.ProgressWeb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the page. They have no data in them, so anybody may have them; what they show they
 * ask the API for.
 */
final class Page {

  private static final String DIRECTORY = "/io/github/progresstracker/web/page/";

  /** Names of our own files, and nothing that leads out of their directory. */
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*(/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)*");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "LICENSE", "text/plain; charset=utf-8",
          "txt", "text/plain; charset=utf-8",
          "yaml", "application/yaml; charset=utf-8");

  private final Map<String, Optional<Asset>> assets = new ConcurrentHashMap<>();

  /** Squeezed once, since every reader has the same file. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares files.
  private record Asset(byte[] bytes, byte[] zipped, String type, String tag) {
    ApiResponse response(boolean zip) {
      ApiResponse response =
          zip
              ? new ApiResponse.Full(200, Map.of("Content-Encoding", "gzip"), zipped)
              : new ApiResponse.Full(200, Map.of(), bytes);
      return response.with("Content-Type", type).with("Vary", "Accept-Encoding");
    }
  }

  List<ApiRoute> routes() {
    return List.of(
        new ApiRoute("GET", "/", null, call -> file(call.request(), "index.html")),
        new ApiRoute("GET", "/assets/*", null, this::asset),
        new ApiRoute("GET", "/openapi.yaml", null, call -> file(call.request(), "openapi.yaml")));
  }

  private ApiResponse asset(ApiCall call) throws IOException {
    return file(call.request(), call.path("*"));
  }

  private ApiResponse file(ApiRequest request, String name) throws IOException {
    Optional<Asset> known = assets.get(name);
    Optional<Asset> asset = known == null ? load(name) : known;
    if (asset.isEmpty()) {
      throw new ApiProblem(404, "there is no such file");
    }
    // Only what is there is remembered: names that are not have no end.
    assets.put(name, asset);
    Asset found = asset.get();
    boolean zip = request.header("accept-encoding").orElse("").matches(".*\\bgzip\\b(?!;q=0\\b).*");
    return Etag.tagged(request, found.tag(), found.response(zip));
  }

  private static Optional<Asset> load(String name) throws IOException {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null || !NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    String directory = name.equals("openapi.yaml") ? "/io/github/progresstracker/web/" : DIRECTORY;
    try (InputStream in = ProgressWeb.class.getResourceAsStream(directory + name)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] bytes = in.readAllBytes();
      return Optional.of(new Asset(bytes, zip(bytes), type, Etag.of(bytes)));
    }
  }

  private static byte[] zip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }
}
