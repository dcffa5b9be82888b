package io.github.progresstracker.web.internal;

import io.github.progresstracker.web.ApiProblem;
import io.github.progresstracker.web.ApiRoute;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the route of a path. Of several that fit, the one with the most literal parts is it. */
public final class RouteTable {

  private static final String REST = "*";

  private final List<Entry> entries = new ArrayList<>();

  /**
   * A table.
   *
   * @param routes in any order
   * @throws IllegalArgumentException if two routes have the same method and template
   */
  public RouteTable(List<ApiRoute> routes) {
    TreeSet<String> seen = new TreeSet<>();
    for (ApiRoute route : routes) {
      if (!seen.add(route.method() + " " + route.template().replaceAll("\\{[^/]*}", "{}"))) {
        throw new IllegalArgumentException(
            "there are two routes " + route.method() + " " + route.template());
      }
      entries.add(new Entry(route, List.of(route.template().split("/", -1))));
    }
    entries.sort((a, b) -> Integer.compare(b.literals(), a.literals()));
  }

  /** A route with what stands in the path for the parts in braces. */
  record Match(ApiRoute route, Map<String, String> parameters) {}

  private record Entry(ApiRoute route, List<String> parts) {
    private int literals() {
      return (int) parts.stream().filter(part -> !isVariable(part)).count();
    }

    private @Nullable Match match(List<String> path) {
      Map<String, String> parameters = new LinkedHashMap<>();
      for (int i = 0; i < parts.size(); i++) {
        String part = parts.get(i);
        if (part.equals(REST) && path.size() > i) {
          parameters.put(REST, String.join("/", path.subList(i, path.size())));
          return new Match(route, parameters);
        }
        if (i >= path.size() || (!isVariable(part) && !part.equals(path.get(i)))) {
          return null;
        }
        if (isVariable(part)) {
          if (path.get(i).isEmpty()) {
            return null;
          }
          parameters.put(part.substring(1, part.length() - 1), path.get(i));
        }
      }
      return path.size() == parts.size() ? new Match(route, parameters) : null;
    }
  }

  private static boolean isVariable(String part) {
    return part.startsWith("{") || part.equals(REST);
  }

  /** All routes. */
  List<ApiRoute> routes() {
    return entries.stream().map(Entry::route).toList();
  }

  /**
   * Finds the route of a request.
   *
   * @throws ApiProblem 400 if the path is not encoded as it should be, 404 if nothing is there, 405
   *     if it cannot be asked for in this way
   */
  Match find(String method, String path) {
    List<Match> matches = at(path);
    if (matches.isEmpty()) {
      throw new ApiProblem(404, "there is nothing at " + path);
    }
    String wanted = method.equals("HEAD") ? "GET" : method;
    return matches.stream()
        .filter(match -> match.route().method().equals(wanted))
        .findFirst()
        .orElseThrow(() -> notAllowed(method, matches));
  }

  /** The methods of a path, for {@code Allow}; empty if nothing is there. */
  String allowed(String path) {
    return allowed(at(path));
  }

  private List<Match> at(String path) {
    List<String> parts = parts(path);
    List<Match> matches = new ArrayList<>();
    for (Entry entry : entries) {
      Match match = entry.match(parts);
      if (match != null) {
        matches.add(match);
      }
    }
    return matches;
  }

  private static ApiProblem notAllowed(String method, List<Match> matches) {
    String allowed = allowed(matches);
    return new ApiProblem(
        405,
        method + " is not possible here, only " + allowed,
        List.of(),
        Map.of("Allow", allowed));
  }

  private static String allowed(List<Match> matches) {
    TreeSet<String> methods = new TreeSet<>();
    for (Match match : matches) {
      methods.add(match.route().method());
      if (match.route().method().equals("GET")) {
        methods.add("HEAD");
      }
    }
    if (!methods.isEmpty()) {
      methods.add("OPTIONS");
    }
    return String.join(", ", methods);
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      parts.add(decoded(part));
    }
    return parts;
  }

  /** A plus sign is one, unlike in a query. */
  private static String decoded(String part) {
    try {
      return part.indexOf('%') < 0
          ? part
          : URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ApiProblem(400, "the path is not percent-encoded as it should be");
    }
  }
}
