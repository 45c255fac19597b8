package dev.straingauge.archiver.words;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is to be said of the clusters that the runs of a document were on. */
public final class ClusterWords {

  /** What a simulated one means. */
  public static final String MEANING =
      "No storage was touched: these are numbers of the simulator, not of a driver.";

  private static final String SIMULATED = "simulated";

  private ClusterWords() {}

  /** {@code simulated, sim-1, 40 nodes}; what nobody knows is left out, of imported runs most. */
  public static String facts(JsonNode cluster) {
    long nodes = cluster.path("nodes").asLong();
    return Stream.of(
            cluster.path("kind").asText(),
            cluster.path("version").asText(),
            nodes == 0 ? "" : Figures.count(nodes, "node"))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /**
   * That the cluster, or one of several, was simulated; empty when none was.
   *
   * @param document has the kinds of its clusters in {@code clusters}
   */
  public static String simulated(JsonNode document) {
    Set<String> kinds = new TreeSet<>();
    document.path("clusters").forEach(kind -> kinds.add(kind.asText()));
    if (!kinds.contains(SIMULATED)) {
      return "";
    }
    return kinds.size() == 1 ? "Simulated cluster." : "Some runs were on a simulated cluster.";
  }
}
