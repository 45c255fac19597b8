package dev.straingauge.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Relative links of the pages lead to files that exist, and to headings that are there. */
class DocsLinksTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *``` *$");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)[^)]*\\)");
  private static final Pattern REFERENCE =
      Pattern.compile("(?m)^ {0,3}\\[[^\\]]+\\]: *<?([^>\\s]+)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#*$");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*|//.*");

  @Test
  void leadSomewhere() throws IOException {
    List<Path> pages = pages();

    assertThat(pages).contains(ROOT.resolve("README.md")).hasSizeGreaterThan(10);
    assertThat(pages.stream().flatMap(page -> dead(page).stream())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "gone.md, false",
    "b.md, true",
    "b.md#two-words, true",
    "b.md#two, false",
    "#one, true"
  })
  void areSeenDeadOrAlive(String link, boolean alive, @org.junit.jupiter.api.io.TempDir Path folder)
      throws IOException {
    Path page = Files.writeString(folder.resolve("a.md"), "# One\n[text](" + link + ")\n");
    Files.writeString(folder.resolve("b.md"), "# Two words\n```\n# two\n```\n");

    assertThat(dead(page).isEmpty()).isEqualTo(alive);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          `disk-full` · exit 1   | disk-full--exit-1
          Of the [launcher](a.md) | of-the-launcher
          Two, words_and-more!   | two-words_and-more
          """)
  void areNamedAsTheForgeDoes(String heading, String anchor) {
    assertThat(anchor(heading)).isEqualTo(anchor);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> top = Files.list(ROOT)) {
      return Stream.concat(top, docs)
          .filter(page -> page.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static List<String> dead(Path page) {
    String text = CODE.matcher(FENCE.matcher(read(page)).replaceAll("")).replaceAll("");
    List<String> dead = new ArrayList<>();
    for (Pattern pattern : List.of(LINK, REFERENCE)) {
      Matcher link = pattern.matcher(text);
      while (link.find()) {
        if (!ELSEWHERE.matcher(link.group(1)).matches() && !leads(page, link.group(1))) {
          dead.add(page.getFileName() + ": " + link.group(1));
        }
      }
    }
    return dead;
  }

  private static boolean leads(Path page, String link) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    return Files.exists(target)
        && (hash < 0 || (isPage(target) && anchors(target).contains(link.substring(hash + 1))));
  }

  private static boolean isPage(Path target) {
    return Files.isRegularFile(target) && target.toString().endsWith(".md");
  }

  private static Set<String> anchors(Path page) {
    Set<String> anchors = new TreeSet<>();
    Map<String, Integer> seen = new HashMap<>();
    Matcher heading = HEADING.matcher(FENCE.matcher(read(page)).replaceAll(""));
    while (heading.find()) {
      String anchor = anchor(heading.group(1));
      int before = seen.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
    return anchors;
  }

  /** Small letters; links as their text; all but letters, digits, "-" and "_" goes; blanks "-". */
  private static String anchor(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
