package dev.straingauge.cli.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ErrorIdTest {

  private static final Path PAGE = Path.of("../docs/reference/errors.md");
  private static final Pattern ENTRY = Pattern.compile("(?m)^### `([a-z0-9-]+)` · exit ([0-9])$");

  /**
   * Where the other modules name an id: a first argument, or a constant of that kind of exception.
   */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?:new (?:Run|Plan|Analyzer)Exception\\(\\s*|String"
              + " (?:DENIED|UNREACHABLE|BUCKET_MISSING|FAILED|CORRUPT|UNKNOWN|AMBIGUOUS) = |"
              + "^\\s+[A-Z]+\\()\"([a-z0-9]+(?:-[a-z0-9]+)+)\"",
          Pattern.MULTILINE);

  @Test
  void describesEveryIdOnThePageWithItsExitCode() throws IOException {
    // Given
    TreeMap<String, Integer> expected = new TreeMap<>();
    Arrays.stream(ErrorId.values()).forEach(id -> expected.put(id.id(), id.exitCode()));

    // When
    TreeMap<String, Integer> described = new TreeMap<>();
    ENTRY
        .matcher(Files.readString(PAGE))
        .results()
        .forEach(entry -> described.put(entry.group(1), Integer.valueOf(entry.group(2))));

    // Then
    assertThat(described).isEqualTo(expected);
  }

  @Test
  void knowsEveryIdThatAModuleNames() throws IOException {
    // When
    Set<String> named = new TreeSet<>();
    for (String module : List.of("schemas", "producer", "analyzer", "archiver")) {
      named.addAll(ids(Path.of("..", module, "src/main/java")));
    }

    // Then
    Set<String> known =
        Arrays.stream(ErrorId.values()).map(ErrorId::id).collect(Collectors.toSet());
    assertThat(named)
        .contains(
            "run-unknown", "kafka-unreachable", "s3-denied", "archive-corrupt", "analyzer-failed");
    assertThat(known).containsAll(named);
  }

  private static Set<String> ids(Path sources) throws IOException {
    Set<String> ids = new TreeSet<>();
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file :
          files
              .filter(
                  path ->
                      path.toString().endsWith("Exception.java")
                          || path.toString().endsWith(".java"))
              .toList()) {
        NAMED
            .matcher(Files.readString(file))
            .results()
            .map((MatchResult match) -> match.group(1))
            .forEach(ids::add);
      }
    }
    return ids;
  }
}
