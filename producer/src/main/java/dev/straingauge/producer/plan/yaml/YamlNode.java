package dev.straingauge.producer.plan.yaml;

import java.util.List;
import java.util.Optional;

/** A value of a YAML file and its place. Immutable, a tree: aliases are expanded. */
public sealed interface YamlNode {

  /** Where it begins. */
  Place place();

  /**
   * Keys and values in the file's order, each key once.
   *
   * @param place where it begins
   * @param entries the keys
   */
  record Mapping(Place place, List<Entry> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** The entry of {@code key}. */
    public Optional<Entry> entry(String key) {
      return entries.stream().filter(e -> e.key().equals(key)).findFirst();
    }

    /** Whether the key is there. */
    public boolean has(String key) {
      return entry(key).isPresent();
    }
  }

  /**
   * A list.
   *
   * @param place where it begins
   * @param items the items
   */
  record Sequence(Place place, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /**
   * A single value.
   *
   * @param place where it begins
   * @param text as written, without quotes
   * @param type what YAML takes it for
   */
  record Scalar(Place place, String text, Type type) implements YamlNode {

    /** What YAML takes a scalar for. */
    public enum Type {
      /** Nothing after the colon, {@code ~} or {@code null}. */
      NULL,
      /** {@code true}, {@code false} and YAML 1.1's other words for them. */
      BOOLEAN,
      /** An integer or floating-point number. */
      NUMBER,
      /** All else. */
      TEXT
    }
  }

  /**
   * A key and its value.
   *
   * @param key as written, without quotes
   * @param place where the key is
   * @param value its value
   */
  record Entry(String key, Place place, YamlNode value) {}
}
