package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Place;
import dev.straingauge.producer.plan.yaml.Reading;
import dev.straingauge.producer.plan.yaml.YamlException;
import dev.straingauge.producer.plan.yaml.YamlNode;
import dev.straingauge.producer.plan.yaml.YamlNode.Entry;
import dev.straingauge.producer.plan.yaml.YamlNode.Mapping;
import dev.straingauge.producer.plan.yaml.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The components form of the EFS configuration: a directory of files, merged as if they were one;
 * where two set the same key, the later file counts.
 */
final class EfsComponents {

  static final List<String> FILES =
      List.of("driver.yaml", "storage.yaml", "test.yaml", "pod.yaml", "scenarios.yaml");

  private EfsComponents() {}

  /** Whether {@code directory} has at least one of the files. */
  static boolean isIn(Path directory) {
    return FILES.stream().map(directory::resolve).anyMatch(Files::exists);
  }

  /**
   * All files of the directory that are there.
   *
   * @throws YamlException if one of them cannot be read
   */
  static YamlNode read(Path directory, String shown, Reading reading) throws YamlException {
    YamlNode merged = new Mapping(new Place(shown, 0), List.of());
    for (String name : FILES) {
      Path file = directory.resolve(name);
      if (Files.exists(file)) {
        String shownFile = shown.endsWith("/") ? shown + name : shown + "/" + name;
        YamlNode part = YamlReader.read(file, shownFile, reading::problem);
        if (part instanceof Mapping) {
          merged = merge(merged, part, "", reading);
        } else {
          reading.problem(
              part.place(), "", "is no mapping of sections (expected like test: {duration: 3000})");
        }
      }
    }
    return merged;
  }

  private static YamlNode merge(YamlNode earlier, YamlNode later, String path, Reading reading) {
    if (earlier instanceof Mapping a && later instanceof Mapping b) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      a.entries().forEach(e -> entries.put(e.key(), e));
      for (Entry e : b.entries()) {
        Entry before = entries.get(e.key());
        String below = path.isEmpty() ? e.key() : path + "." + e.key();
        entries.put(
            e.key(),
            before == null
                ? e
                : new Entry(e.key(), e.place(), merge(before.value(), e.value(), below, reading)));
      }
      return new Mapping(a.place(), new ArrayList<>(entries.values()));
    }
    reading.warning(later.place(), path, "is set in " + earlier.place() + " too; this one counts");
    return later;
  }
}
