package dev.straingauge.archiver.page;

import dev.straingauge.archiver.page.NodeFold.Place;
import dev.straingauge.archiver.words.Figures;
import java.util.List;
import java.util.OptionalInt;

/** Nodes: how many volumes were attached to each over time, as a map and as numbers. */
final class NodeSection {

  private NodeSection() {}

  static void draw(Markup out, Contents contents) {
    out.element("h3", "Nodes");
    NodeFold fold = contents.events().nodes();
    List<Place> nodes = fold.nodes().stream().filter(Place::wasUsed).toList();
    if (nodes.isEmpty()) {
      out.element("p", "no data: nobody saw a volume that was attached to a node.");
      return;
    }
    List<Place> shown = nodes.subList(0, Math.min(NodeChart.MOST_NODES, nodes.size()));
    out.open("figure");
    NodeChart.draw(out, contents, shown, fold);
    out.close().line();
    out.element("p", words(fold, nodes.size(), shown.size()) + limits(fold, nodes));
    out.open("details").element("summary", "as numbers");
    Table table =
        new Table(
            out, "<node", "attached at most", "limit", "at the end", "attachments", "not ready");
    for (Place node : shown) {
      table.row(
          node.name(),
          Figures.count(node.most()),
          limit(fold, node),
          Figures.count(node.attached()),
          Figures.count(node.attachments()),
          Figures.time(node.notReadyNanos()));
    }
    table.close();
    out.close().line();
  }

  private static String limit(NodeFold fold, Place node) {
    OptionalInt limit = fold.limit(node);
    return limit.isPresent() ? Figures.count(limit.getAsInt()) : "n/a";
  }

  private static String limits(NodeFold fold, List<Place> nodes) {
    List<Place> limited = nodes.stream().filter(node -> fold.limit(node).isPresent()).toList();
    if (limited.isEmpty()) {
      return "";
    }
    long full = limited.stream().filter(node -> node.most() >= fold.limit(node).getAsInt()).count();
    return " The limit is how many volumes the CSINode allows; %s reached it."
        .formatted(full == 0 ? "no node" : Figures.count(full, "node"));
  }

  private static String words(NodeFold fold, int used, int shown) {
    long unused = fold.nodes().size() - (long) used;
    StringBuilder words = new StringBuilder();
    words.append(
        used > shown
            ? "The first %s of %s".formatted(Figures.count(shown), Figures.count(used, "node"))
            : Figures.count(used, "node"));
    words.append(
        ": those that were not ready first, then by how many volumes were attached at a time.");
    if (unused > 0) {
      words.append(" %s had none all the time.".formatted(Figures.count(unused, "more node")));
    }
    if (fold.beyond() > 0) {
      words.append(
          " %s not counted: too many at once."
              .formatted(Figures.count(fold.beyond(), "attachment")));
    }
    return words.toString();
  }
}
