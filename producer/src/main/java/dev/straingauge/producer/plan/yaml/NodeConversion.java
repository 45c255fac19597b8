package dev.straingauge.producer.plan.yaml;

import dev.straingauge.schemas.config.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * From SnakeYAML's graph to our tree: expands aliases and merge keys, bounded; refuses tags, keys
 * set twice and keys that are no plain value.
 */
final class NodeConversion {

  static final int MAX_VALUES = 100_000;

  private static final List<Tag> PLAIN =
      List.of(
          Tag.STR,
          Tag.INT,
          Tag.FLOAT,
          Tag.BOOL,
          Tag.NULL,
          Tag.TIMESTAMP,
          Tag.MAP,
          Tag.SEQ,
          Tag.MERGE);

  private final String shown;
  private final Consumer<Finding> problems;
  private int values;

  NodeConversion(String shown, Consumer<Finding> problems) {
    this.shown = shown;
    this.problems = problems;
  }

  YamlNode convert(Node root) throws YamlException {
    return convert(root, "", 0);
  }

  private YamlNode convert(Node node, String path, int depth) throws YamlException {
    Place place = YamlReader.place(shown, node.getStartMark());
    if (++values > MAX_VALUES) {
      throw new YamlException(
          false, place, "more than %,d values when all aliases are expanded".formatted(MAX_VALUES));
    }
    if (depth > YamlReader.MAX_DEPTH) {
      throw new YamlException(
          false, place, "nested deeper than %d levels".formatted(YamlReader.MAX_DEPTH));
    }
    if (!PLAIN.contains(node.getTag())) {
      problems.accept(
          new Finding(
              place,
              path,
              "tag " + Quoted.of(node.getTag().getValue()) + " (expected a plain value)"));
    }
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, path, depth, place);
      case SequenceNode sequence -> sequence(sequence, path, depth, place);
      case ScalarNode scalar -> new YamlNode.Scalar(place, scalar.getValue(), type(scalar));
      default -> throw new YamlException(false, place, "an alias to nothing");
    };
  }

  private YamlNode mapping(MappingNode node, String path, int depth, Place place)
      throws YamlException {
    Map<String, YamlNode.Entry> own = new LinkedHashMap<>();
    Map<String, YamlNode.Entry> merged = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      Place at = YamlReader.place(shown, tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new YamlException(
            false, at, "a key that is a list or mapping (expected a plain value)");
      }
      String below = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
      YamlNode value = convert(tuple.getValueNode(), below, depth + 1);
      if (key.getTag().equals(Tag.MERGE)) {
        merge(value, merged);
      } else if (own.containsKey(key.getValue())) {
        int line = own.get(key.getValue()).place().line();
        problems.accept(
            new Finding(
                at,
                Quoted.plain(below),
                "is set twice (expected once; first in line " + line + ")"));
      } else {
        own.put(key.getValue(), new YamlNode.Entry(key.getValue(), at, value));
      }
    }
    merged.forEach(own::putIfAbsent);
    return new YamlNode.Mapping(place, new ArrayList<>(own.values()));
  }

  private static void merge(YamlNode value, Map<String, YamlNode.Entry> into) throws YamlException {
    switch (value) {
      case YamlNode.Mapping mapping -> mapping.entries().forEach(e -> into.putIfAbsent(e.key(), e));
      case YamlNode.Sequence sequence -> {
        for (YamlNode item : sequence.items()) {
          merge(item, into);
        }
      }
      case YamlNode.Scalar scalar ->
          throw new YamlException(
              false, scalar.place(), "'<<' with a plain value (expected a mapping)");
    }
  }

  private YamlNode sequence(SequenceNode node, String path, int depth, Place place)
      throws YamlException {
    List<YamlNode> items = new ArrayList<>();
    for (Node item : node.getValue()) {
      items.add(convert(item, path + "[" + items.size() + "]", depth + 1));
    }
    return new YamlNode.Sequence(place, items);
  }

  private static YamlNode.Scalar.Type type(ScalarNode node) {
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      return YamlNode.Scalar.Type.NULL;
    } else if (tag.equals(Tag.BOOL)) {
      return YamlNode.Scalar.Type.BOOLEAN;
    } else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return YamlNode.Scalar.Type.NUMBER;
    }
    return YamlNode.Scalar.Type.TEXT;
  }
}
