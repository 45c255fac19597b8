package dev.straingauge.archiver.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.report.ConfigJson;
import dev.straingauge.archiver.store.Keys;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The configuration of a run, flat: path to value. */
final class Plans {

  private static final int MOST_VALUES = 10_000;
  private static final int MOST_CHARACTERS = 300;

  /** What may differ between runs that are compared: repetitions have other seeds. */
  private static final Set<String> FREE =
      Set.of("plan.name", "plan.seed", "plan.target.driverVersion");

  private Plans() {}

  /**
   * What its plan says, but for name, seed and the driver's version; empty for a run without
   * configuration. Rules are left out: they judge a run and do not change its numbers.
   *
   * @throws dev.straingauge.archiver.store.StoreException if it cannot be read or is damaged
   */
  static SortedMap<String, String> of(RunArchive archive) {
    SortedMap<String, String> values = new TreeMap<>();
    archive
        .config()
        .ifPresent(
            text ->
                flatten(
                    "plan",
                    ConfigJson.read(archive.uriOf(Keys.CONFIG), text).path("plan"),
                    values));
    values.keySet().removeAll(FREE);
    return values;
  }

  private static void flatten(String path, JsonNode node, SortedMap<String, String> values) {
    if (values.size() >= MOST_VALUES || path.length() > MOST_CHARACTERS) {
      return;
    }
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(each -> flatten(path + "." + each.getKey(), each.getValue(), values));
    } else if (node.isArray() && !node.isEmpty()) {
      List<String> names = names(node);
      for (int i = 0; i < node.size(); i++) {
        flatten(path + "[" + names.get(i) + "]", node.get(i), values);
      }
    } else if (node.isValueNode()) { // an empty list is as good as none
      String text = node.asText();
      values.put(path, text.substring(0, Math.min(text.length(), MOST_CHARACTERS)));
    }
  }

  /** Elements go by their names if these differ, so that one more does not move all others. */
  private static List<String> names(JsonNode array) {
    List<String> names = new ArrayList<>();
    for (JsonNode element : array) {
      for (String key : List.of("name", "operation", "kind")) {
        if (element.path(key).isTextual()) {
          names.add(element.path(key).asText());
          break;
        }
      }
    }
    return new HashSet<>(names).size() == array.size()
        ? names
        : IntStream.range(0, array.size()).mapToObj(Integer::toString).toList();
  }
}
