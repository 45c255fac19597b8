package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Place;
import dev.straingauge.producer.plan.yaml.Reading;
import dev.straingauge.producer.plan.yaml.YamlException;
import dev.straingauge.producer.plan.yaml.YamlNode;
import dev.straingauge.producer.plan.yaml.YamlNode.Entry;
import dev.straingauge.producer.plan.yaml.YamlNode.Mapping;
import dev.straingauge.producer.plan.yaml.YamlNode.Scalar;
import dev.straingauge.producer.plan.yaml.YamlNode.Sequence;
import dev.straingauge.producer.plan.yaml.YamlReader;
import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.config.Quoted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@code path=value} over a configuration before it is read. A step of the path is a key, an
 * index, or the {@code name} ({@code kind}, {@code id}) of a list's item: {@code
 * phases.churn.load.rate=5/s}, {@code faults[0].share=10%}. The value is YAML.
 */
final class Overrides {

  private static final List<String> NAMES = List.of("name", "kind", "id");

  private final Reading reading;

  Overrides(Reading reading) {
    this.reading = reading;
  }

  YamlNode apply(YamlNode root, List<String> sets) {
    YamlNode result = root;
    for (String set : sets) {
      result = apply(result, set);
    }
    return result;
  }

  private YamlNode apply(YamlNode root, String set) {
    int equals = set.indexOf('=');
    String path = equals < 0 ? set : set.substring(0, equals).strip();
    if (equals < 0 || path.isEmpty()) {
      reading.problem(
          Place.SET, "", Quoted.of(set) + " (expected path=value, like target.nodes=40)");
      return root;
    }
    YamlNode value = value(path, set.substring(equals + 1));
    return put(
        root, Arrays.asList(path.replace("[", ".").replace("]", "").split("\\.", -1)), value, path);
  }

  private YamlNode value(String path, String text) {
    Scalar nothing = new Scalar(Place.SET, "", Scalar.Type.NULL);
    if (text.isBlank()) {
      return nothing;
    }
    try {
      return moved(YamlReader.parse(text, Place.SET.source(), reading::problem));
    } catch (YamlException e) {
      reading.problem(Place.SET, Quoted.plain(path), e.finding().message());
      return nothing;
    }
  }

  private YamlNode put(@Nullable YamlNode node, List<String> steps, YamlNode value, String path) {
    if (steps.isEmpty()) {
      return value;
    }
    return switch (node) {
      case Sequence sequence -> putItem(sequence, steps, value, path);
      case Mapping mapping -> putKey(mapping, steps, value, path);
      case null, default -> putKey(new Mapping(Place.SET, List.of()), steps, value, path);
    };
  }

  private Mapping putKey(Mapping mapping, List<String> steps, YamlNode value, String path) {
    int length = steps.size();
    while (length > 1 && !mapping.has(String.join(".", steps.subList(0, length)))) {
      length--;
    }
    String key = String.join(".", steps.subList(0, length));
    List<String> rest = steps.subList(length, steps.size());
    List<Entry> entries = new ArrayList<>();
    boolean found = false;
    for (Entry entry : mapping.entries()) {
      boolean here = entry.key().equals(key);
      found |= here;
      entries.add(
          here
              ? new Entry(
                  key,
                  rest.isEmpty() ? Place.SET : entry.place(),
                  put(entry.value(), rest, value, path))
              : entry);
    }
    if (!found) {
      entries.add(new Entry(key, Place.SET, put(null, rest, value, path)));
    }
    return new Mapping(mapping.place(), entries);
  }

  private Sequence putItem(Sequence sequence, List<String> steps, YamlNode value, String path) {
    String step = steps.getFirst();
    int index = step.matches("[0-9]{1,6}") ? Integer.parseInt(step) : names(sequence).indexOf(step);
    if (index < 0 || index >= sequence.items().size()) {
      List<String> known = names(sequence).stream().filter(name -> !name.isEmpty()).toList();
      reading.problem(
          Place.SET,
          Quoted.plain(path),
          "no item %s (expected %s)%s"
              .formatted(
                  Quoted.of(step),
                  known.isEmpty()
                      ? "an index below " + sequence.items().size()
                      : known.stream()
                          .limit(20)
                          .map(Quoted::plain)
                          .collect(Collectors.joining(", ")),
                  NearestName.hint(step, known)));
      return sequence;
    }
    List<YamlNode> items = new ArrayList<>(sequence.items());
    items.set(index, put(items.get(index), steps.subList(1, steps.size()), value, path));
    return new Sequence(sequence.place(), items);
  }

  private static List<String> names(Sequence sequence) {
    return sequence.items().stream().map(Overrides::name).toList();
  }

  private static String name(YamlNode item) {
    if (item instanceof Mapping mapping) {
      for (String key : NAMES) {
        if (mapping.entry(key).map(Entry::value).orElse(null) instanceof Scalar scalar) {
          return scalar.text();
        }
      }
    }
    return "";
  }

  private static YamlNode moved(YamlNode node) {
    return switch (node) {
      case Scalar scalar -> new Scalar(Place.SET, scalar.text(), scalar.type());
      case Sequence sequence ->
          new Sequence(Place.SET, sequence.items().stream().map(Overrides::moved).toList());
      case Mapping mapping ->
          new Mapping(
              Place.SET,
              mapping.entries().stream()
                  .map(e -> new Entry(e.key(), Place.SET, moved(e.value())))
                  .toList());
    };
  }
}
