package io.github.progresstracker.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an editor knows of the properties. */
class MetadataTest {

  @Test
  void each_property_has_a_type_and_a_description() throws IOException {
    List<String> names = new ArrayList<>();
    try (InputStream file =
        ProgressAutoConfiguration.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      for (JsonNode property : new ObjectMapper().readTree(file).path("properties")) {
        String name = property.path("name").asText();
        if (name.startsWith("progress.")) {
          names.add(name);
        }
        assertThat(property.path("type").asText()).as("%s", property).isNotEmpty();
        assertThat(property.path("description").asText()).as("%s", property).endsWith(".");
      }
    }
    assertThat(names)
        .hasSize(39)
        .contains(
            "progress.enabled",
            "progress.update-interval-ms",
            "progress.alert-thresholds.high-error-rate",
            "progress.console.mode",
            "progress.metrics.max-jobs",
            "progress.web.control-enabled",
            "progress.jdbc.retention");
  }
}
