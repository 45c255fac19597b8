package dev.straingauge.producer.plan.yaml;

import dev.straingauge.producer.plan.yaml.YamlNode.Entry;
import dev.straingauge.producer.plan.yaml.YamlNode.Mapping;
import dev.straingauge.producer.plan.yaml.YamlNode.Scalar;
import dev.straingauge.producer.plan.yaml.YamlNode.Sequence;
import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.config.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mapping of a configuration, read key by key with types, bounds and defaults. A bad value
 * becomes a problem and reads as its default, so that all problems come out at once; a missing key,
 * or one without a value, reads as its default. {@link #close} warns of the keys that nobody asked
 * for. Mutable, for one thread.
 */
public final class Section {

  private final Reading reading;
  private final Mapping mapping;
  private final String path;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  private Section(Reading reading, Mapping mapping, String path) {
    this.reading = reading;
    this.mapping = mapping;
    this.path = path;
    mapping.entries().forEach(entry -> entries.put(entry.key(), entry));
  }

  /** The top of a configuration; empty, with a problem, if it is no mapping. */
  public static Section root(YamlNode root, Reading reading) {
    return of(root, "", reading);
  }

  /** The mapping at {@code path}; empty, with a problem, if it is none. */
  public static Section of(YamlNode node, String path, Reading reading) {
    if (node instanceof Mapping mapping) {
      return new Section(reading, mapping, path);
    }
    if (!isNothing(node)) {
      reading.problem(node.place(), path, "is " + form(node) + " (expected a mapping)");
    }
    return new Section(reading, new Mapping(node.place(), List.of()), path);
  }

  /** Its path; empty at the top. */
  public String path() {
    return path;
  }

  /** Where it begins. */
  public Place place() {
    return mapping.place();
  }

  /** Where problems and values are noted. */
  public Reading reading() {
    return reading;
  }

  /** The path of {@code key} in here. */
  public String path(String key) {
    return path.isEmpty() ? Quoted.plain(key) : path + "." + Quoted.plain(key);
  }

  /** Where the value of {@code key} is, or where this section begins. */
  public Place place(String key) {
    return entry(key).map(Entry::place).orElse(mapping.place());
  }

  /** Whether {@code key} is there and has a value. */
  public boolean has(String key) {
    return value(key).isPresent();
  }

  /** The keys as written, in the file's order. */
  public List<String> keys() {
    return mapping.entries().stream().map(Entry::key).toList();
  }

  /** The value of {@code key}; empty if it is missing or nothing. */
  public Optional<YamlNode> value(String key) {
    known.add(key);
    return entry(key).map(Entry::value).filter(v -> !isNothing(v));
  }

  /**
   * The single value of {@code key}; empty if it is missing, nothing, or (with a problem) a list or
   * mapping.
   */
  public Optional<Scalar> scalar(String key, String expected) {
    Optional<YamlNode> value = value(key);
    if (value.isPresent() && !(value.get() instanceof Scalar)) {
      problem(key, "is " + form(value.get()) + " (expected " + expected + ")");
    }
    return value.filter(Scalar.class::isInstance).map(Scalar.class::cast);
  }

  /** The section under {@code key}; empty if it is missing or no mapping. */
  public Section section(String key) {
    return value(key)
        .map(v -> of(v, path(key), reading))
        .orElseGet(() -> new Section(reading, new Mapping(place(key), List.of()), path(key)));
  }

  /**
   * The items of the list under {@code key}; empty if it is missing or (with a problem) no list.
   */
  public List<YamlNode> items(String key) {
    Optional<YamlNode> value = value(key);
    if (value.isPresent() && !(value.get() instanceof Sequence)) {
      problem(key, "is " + form(value.get()) + " (expected a list)");
    }
    return value
        .filter(Sequence.class::isInstance)
        .map(v -> ((Sequence) v).items())
        .orElse(List.of());
  }

  /** The sections of the list of mappings under {@code key}. */
  public List<Section> sections(String key) {
    List<Section> sections = new ArrayList<>();
    for (YamlNode item : items(key)) {
      sections.add(of(item, path(key) + "[" + sections.size() + "]", reading));
    }
    return sections;
  }

  /** Notes a problem with {@code key}. */
  public void problem(String key, String message) {
    reading.problem(place(key), path(key), message);
  }

  /** Notes a warning about {@code key}. */
  public void warning(String key, String message) {
    reading.warning(place(key), path(key), message);
  }

  /**
   * Notes the value of {@code key} that counts, with the file's place or, if the key is missing, as
   * a default.
   */
  public void effective(String key, Object value) {
    reading.effective(path(key), value, has(key) ? place(key) : Place.DEFAULT);
  }

  /** Makes {@code keys} known without reading them. */
  public void know(List<String> keys) {
    known.addAll(keys);
  }

  /**
   * Warns of each key that was never asked for; it is a problem in a strict reading, and if {@code
   * --set} brought it.
   */
  public void close() {
    for (Entry entry : mapping.entries()) {
      if (known.contains(entry.key())) {
        continue;
      }
      String name = Quoted.of(entry.key());
      String hint = NearestName.hint(entry.key(), known);
      if (reading.isStrict() || entry.place().equals(Place.SET)) {
        reading.problem(entry.place(), path(entry.key()), "unknown key " + name + hint);
      } else {
        reading.warning(entry.place(), path, "unknown key " + name + " ignored" + hint);
      }
    }
  }

  /** What kind of value {@code node} is, for a message. */
  public static String form(YamlNode node) {
    return switch (node) {
      case Mapping _ -> "a mapping";
      case Sequence _ -> "a list";
      case Scalar scalar ->
          switch (scalar.type()) {
            case NULL -> "empty";
            case BOOLEAN -> scalar.text().toLowerCase(Locale.ROOT);
            case NUMBER -> "the number " + Quoted.plain(scalar.text());
            case TEXT -> "the text " + Quoted.of(scalar.text());
          };
    };
  }

  private Optional<Entry> entry(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  private static boolean isNothing(YamlNode node) {
    return node instanceof Scalar scalar && scalar.type() == Scalar.Type.NULL;
  }
}
