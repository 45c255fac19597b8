package dev.straingauge.producer.plan.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.straingauge.producer.plan.yaml.YamlNode.Entry;
import dev.straingauge.producer.plan.yaml.YamlNode.Mapping;
import dev.straingauge.producer.plan.yaml.YamlNode.Scalar;
import dev.straingauge.producer.plan.yaml.YamlNode.Sequence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class YamlReaderTest {

  private final List<Finding> problems = new ArrayList<>();

  @Test
  void keepsPlacesTypesAndOrder() throws Exception {
    YamlNode root = parse("b: 1\na:\n  - x\n  - ~\n'c': \"true\"\nd: yes\n");

    assertEquals(
        new Mapping(
            at(1),
            List.of(
                new Entry("b", at(1), new Scalar(at(1), "1", Scalar.Type.NUMBER)),
                new Entry(
                    "a",
                    at(2),
                    new Sequence(
                        at(3),
                        List.of(
                            new Scalar(at(3), "x", Scalar.Type.TEXT),
                            new Scalar(at(4), "~", Scalar.Type.NULL)))),
                new Entry("c", at(5), new Scalar(at(5), "true", Scalar.Type.TEXT)),
                new Entry("d", at(6), new Scalar(at(6), "yes", Scalar.Type.BOOLEAN)))),
        root);
    assertThat(problems).isEmpty();
  }

  @Test
  void expandsAliasesAndMergeKeys() throws Exception {
    Mapping root = (Mapping) parse("base: &b {x: 1, y: 2}\nover:\n  <<: *b\n  y: 3\nsame: *b\n");

    Mapping over = (Mapping) root.entry("over").orElseThrow().value();
    assertThat(over.entries()).extracting(Entry::key).containsExactly("y", "x");
    assertEquals(new Scalar(at(4), "3", Scalar.Type.NUMBER), over.entry("y").orElseThrow().value());
    assertEquals(
        root.entry("base").orElseThrow().value(), root.entry("same").orElseThrow().value());
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("empty", "", "f.yaml  is empty (expected a YAML document)"),
        Arguments.of(
            "comments only", "# nothing\n\n", "f.yaml  is empty (expected a YAML document)"),
        Arguments.of(
            "two documents",
            "a: 1\n---\nb: 2\n",
            "f.yaml:3  a second document begins here (expected one)"),
        Arguments.of(
            "broken flow",
            "a: [1, 2\nb: 3\n",
            "f.yaml:2  no YAML: while parsing a flow sequence: expected ',' or ']', but got :"),
        Arguments.of(
            "tab",
            "a:\n\tb: 1\n",
            "f.yaml:2  no YAML: while scanning for the next token: found character '\\t(TAB)' that"
                + " cannot start any token. (Do not use \\t(TAB) for indentation)"),
        Arguments.of(
            "bad indent",
            "a: 1\n  b: 2\n",
            "f.yaml:2  no YAML: mapping values are not allowed here"),
        Arguments.of("unknown alias", "a: *b\n", "f.yaml:1  no YAML: found undefined alias b"),
        Arguments.of(
            "list as key",
            "[a, b]: 1\n",
            "f.yaml:1  a key that is a list or mapping (expected a plain value)"),
        Arguments.of(
            "merge of a text",
            "a:\n  <<: text\n",
            "f.yaml:2  '<<' with a plain value (expected a mapping)"),
        Arguments.of("too deep", "[".repeat(200), "f.yaml  no YAML: Nesting Depth exceeded max 50"),
        Arguments.of("own ancestor", "a: &a [1, *a]\n", "f.yaml:1  nested deeper than 50 levels"),
        Arguments.of(
            "bomb of collections",
            bomb("[%s]", "[1, 1]"),
            "f.yaml  no YAML: Number of aliases for non-scalar nodes exceeds the specified max=50"),
        Arguments.of(
            "bomb within the number of aliases",
            smallBomb(),
            "f.yaml:1  more than 100,000 values when all aliases are expanded"),
        Arguments.of(
            "too long",
            "a: " + "x".repeat(1 << 20),
            "f.yaml  no YAML: The incoming YAML document exceeds the limit: 1048576 code points."),
        Arguments.of(
            "control character", "a: \u0007\n", "f.yaml  character U+0007 at 3 (expected text)"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @Timeout(5)
  void refused(String name, String text, String message) {
    YamlException e = catchThrowableOfType(YamlException.class, () -> parse(text));

    assertThat(e).isNotNull().hasMessage(message);
  }

  @Test
  void collectsKeysSetTwiceAndTags() throws Exception {
    parse("a: 1\nb: {c: 1, c: 2}\na: !!binary aGk=\nd: !mine {x: 1}\n");

    assertThat(problems)
        .containsExactly(
            new Finding(at(2), "b.c", "is set twice (expected once; first in line 2)"),
            new Finding(at(3), "a", "tag 'tag:yaml.org,2002:binary' (expected a plain value)"),
            new Finding(at(3), "a", "is set twice (expected once; first in line 1)"),
            new Finding(at(4), "d", "tag '!mine' (expected a plain value)"));
  }

  @Test
  @Timeout(5)
  void readsLongScalarsWithoutTrouble() throws Exception {
    Mapping root =
        (Mapping) parse("a: 1" + ":59".repeat(300_000) + "\nb: " + "9".repeat(100_000) + "\n");

    assertThat(root.entries()).hasSize(2);
  }

  @Test
  void refusesAFileThatIsNotThere(@TempDir Path folder) {
    YamlException e =
        catchThrowableOfType(
            YamlException.class,
            () -> YamlReader.read(folder.resolve("no.yaml"), "no.yaml", problems::add));

    assertThat(e).hasMessage("no.yaml  no such file");
    assertThat(e.unreadable()).isTrue();
  }

  @Test
  void takesAFileOfTheLargestSizeAndNoMore(@TempDir Path folder) throws Exception {
    String most = "a: " + "x".repeat(YamlReader.MAX_BYTES - 3);
    Path fits = Files.writeString(folder.resolve("fits.yaml"), most);
    Path tooLarge = Files.writeString(folder.resolve("large.yaml"), most + "x");

    assertThat(YamlReader.read(fits, "fits.yaml", problems::add)).isInstanceOf(Mapping.class);
    assertThat(
            catchThrowableOfType(
                YamlException.class, () -> YamlReader.read(tooLarge, "large.yaml", problems::add)))
        .hasMessage("large.yaml  is 1,048,577 bytes long (expected at most 1MiB)");
  }

  private static String bomb(String list, String innermost) {
    StringBuilder text = new StringBuilder("a0: &a0 " + innermost + "\n");
    for (int i = 1; i < 60; i++) {
      String alias = "*a" + (i - 1);
      text.append("a")
          .append(i)
          .append(": &a")
          .append(i)
          .append(' ')
          .append(list.formatted(alias + ", " + alias))
          .append('\n');
    }
    return text.toString();
  }

  private static String smallBomb() {
    StringBuilder text = new StringBuilder("a0: &a0 [").append("1, ".repeat(1000)).append("1]\n");
    for (int i = 1; i < 5; i++) {
      String alias = "*a" + (i - 1);
      text.append("a")
          .append(i)
          .append(": &a")
          .append(i)
          .append(" [")
          .append((alias + ", ").repeat(9))
          .append(alias)
          .append("]\n");
    }
    return text.toString();
  }

  private YamlNode parse(String text) throws YamlException {
    return YamlReader.parse(text, "f.yaml", problems::add);
  }

  private static Place at(int line) {
    return new Place("f.yaml", line);
  }
}
