package io.github.progresstracker.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hosts that lack what the starter is made for. What is missing is really missing, as annotations
 * of absent classes behave otherwise than a loader that merely denies them.
 */
class BareHostTest {

  private static final String SERVLET = "spring-(boot-)?web|tomcat|servlet-api";

  private static final String METERS = "actuator|micrometer-core|boot-micrometer";
  private static final String PAGE = "progress-web-[0-9]|progress-web/target";
  private static final String DATABASE =
      "progress-jdbc|postgresql-[0-9]|HikariCP|spring-(boot-)?jdbc|spring-boot-sql";

  private static final String WEB = "--progress.web.enabled=true";
  private static final String JDBC = "--progress.jdbc.enabled=true";

  static List<Arguments> hosts() {
    String meters = "progressMicrometerSink progressSinkHealthMetrics progressEndpoint";
    return List.of(
        Arguments.of("a server", SERVLET, WEB, meters),
        Arguments.of("meters", METERS + "|" + SERVLET, WEB, ""),
        Arguments.of("the page", PAGE + "|" + SERVLET, "", meters),
        Arguments.of("a database", DATABASE + "|" + SERVLET, WEB, meters),
        Arguments.of("all of it", METERS + "|" + PAGE + "|" + DATABASE + "|" + SERVLET, "", ""));
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void there_is_a_registry_without(String name, String missing, String setting, String more)
      throws Exception {
    assertThat(beans(missing, setting).split(" ", -1))
        .as("without %s", name)
        .containsExactlyInAnyOrder(("progressRegistry " + more).strip().split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource({JDBC + "," + DATABASE + ",progress-jdbc", WEB + "," + PAGE + ",progress-web"})
  void a_host_that_asks_for_what_it_lacks_does_not_start(
      String setting, String missing, String artifact) {
    assertThatThrownBy(() -> beans(missing + "|" + SERVLET, setting))
        .rootCause()
        .hasMessageContaining(setting.substring(2))
        .hasMessageContaining(artifact + " is not on the class path");
  }

  private static String beans(String missing, String setting) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(without(missing), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader);
      return (String)
          loader
              .loadClass(BareHost.class.getName())
              .getMethod("beans", String[].class)
              .invoke(null, (Object) new String[] {setting});
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URL[] without(String missing) throws MalformedURLException {
    Pattern out = Pattern.compile(missing);
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!out.matcher(entry).find()) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }
}
