package dev.straingauge.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What docs/architecture.md claims: arrows ({@code a -> b, c}), rooms ({@code | `package` | what
 * |}) and homes ({@code | library | `prefix.` | `home`, … |}).
 */
record ArchitecturePage(
    Map<String, Set<String>> arrows,
    Map<String, String> rooms,
    Map<String, String> libraries,
    Map<String, Set<String>> homes) {

  private static final Pattern ARROW = Pattern.compile("^([a-z]+) +->(.*)$");
  private static final Pattern ROOM = Pattern.compile("^\\| `([a-z.]+)` \\| ([^|]+) \\|$");
  private static final Pattern HOME =
      Pattern.compile("^\\| ([^|`]+) \\| (`[^|]+`) \\| ((?:`[a-z.]+`(?:, )?)+) \\|$");

  static ArchitecturePage read() {
    Map<String, Set<String>> arrows = new TreeMap<>();
    Map<String, String> rooms = new TreeMap<>();
    Map<String, String> libraries = new LinkedHashMap<>();
    Map<String, Set<String>> homes = new TreeMap<>();
    for (String line : lines()) {
      Matcher arrow = ARROW.matcher(line);
      Matcher room = ROOM.matcher(line);
      Matcher home = HOME.matcher(line);
      if (arrow.matches()) {
        arrows.put(arrow.group(1), words(arrow.group(2)));
      } else if (room.matches()) {
        rooms.put(room.group(1), room.group(2));
      } else if (home.matches()) {
        words(home.group(2).replace("`", ""))
            .forEach(prefix -> libraries.put(prefix, home.group(1)));
        homes.put(home.group(1), words(home.group(3).replace("`", "")));
      }
    }
    return new ArchitecturePage(arrows, rooms, libraries, homes);
  }

  Optional<String> libraryOf(String className) {
    return libraries.entrySet().stream()
        .filter(entry -> className.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  boolean isHome(String library, String room) {
    return homes.getOrDefault(library, Set.of()).contains(room);
  }

  private static Set<String> words(String list) {
    Set<String> words = new TreeSet<>();
    Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .forEach(words::add);
    return words;
  }

  private static List<String> lines() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("docs/architecture.md"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException(
          "find docs/architecture.md: not above " + Path.of("").toAbsolutePath());
    }
    try {
      return Files.readAllLines(folder.resolve("docs/architecture.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
