package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What is published: it is in the bill of materials and says what it is; nothing else is deployed.
 */
class BomTest {

  private static final Path ROOT = Path.of("..");
  private static final Path BOM = Path.of("progress-core/bom");

  @Test
  void each_published_artifact_is_in_it_by_its_own_version() throws Exception {
    List<String> published = new ArrayList<>();
    for (Element module : all(pom(Path.of("")), "module")) {
      Path folder = Path.of(module.getTextContent());
      if (Files.exists(ROOT.resolve(folder).resolve(".published"))) {
        published.addAll(artifacts(pom(folder)));
      }
    }
    List<String> managed = new ArrayList<>();
    for (Element dependency : all(pom(BOM), "dependency")) {
      assertThat(text(dependency, "version")).isEqualTo("${project.version}");
      assertThat(text(dependency, "groupId")).isEqualTo("io.github.progresstracker");
      managed.add(text(dependency, "artifactId") + ":" + text(dependency, "type"));
    }
    assertThat(published).hasSizeGreaterThan(5);
    assertThat(managed).containsExactlyInAnyOrderElementsOf(published);
  }

  /** A module has a jar, and one with a test kit in it if its pom says so. */
  private static List<String> artifacts(Element pom) {
    String name = text(pom, "artifactId");
    boolean kit =
        all(pom, "goal").stream().anyMatch(goal -> goal.getTextContent().equals("test-jar"));
    return kit ? List.of(name + ":", name + ":test-jar") : List.of(name + ":");
  }

  @Test
  void it_is_built_with_the_others_and_has_their_version_and_no_parent() throws Exception {
    assertThat(all(pom(Path.of("")), "module"))
        .anyMatch(module -> module.getTextContent().equals(BOM.toString()));
    assertThat(text(pom(BOM), "version")).isEqualTo(text(pom(Path.of("")), "version"));
    assertThat(all(pom(BOM), "parent")).isEmpty();
  }

  @Test
  void what_is_published_says_what_it_is_and_the_rest_is_not_deployed() throws Exception {
    for (Element module : all(pom(Path.of("")), "module")) {
      Path folder = Path.of(module.getTextContent());
      boolean published =
          folder.equals(BOM) || Files.exists(ROOT.resolve(folder).resolve(".published"));
      Element pom = pom(folder);
      assertThat(text(pom, "name")).as("name of %s", folder).isNotEmpty();
      assertThat(text(pom, "description")).as("description of %s", folder).isNotEmpty();
      assertThat(all(pom, "maven.deploy.skip"))
          .as("maven.deploy.skip of %s", folder)
          .hasSize(published ? 0 : 1)
          .allMatch(skip -> skip.getTextContent().equals("true"));
    }
    for (Path alone : List.of(Path.of(""), BOM)) { // The others have it from the first.
      assertThat(all(pom(alone), "license")).as("licence of %s", alone).isNotEmpty();
    }
  }

  private static Element pom(Path folder)
      throws IOException, SAXException, ParserConfigurationException {
    Path file = ROOT.resolve(folder).resolve("pom.xml");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getDocumentElement();
  }

  private static List<Element> all(Element within, String name) {
    NodeList found = within.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  /** The text of a child, empty if there is none. */
  private static String text(Element of, String name) {
    for (Node child = of.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child.getNodeName().equals(name)) {
        return child.getTextContent();
      }
    }
    return "";
  }
}
