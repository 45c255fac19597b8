package dev.straingauge.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.chunk.RecordDecoder;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.report.SummaryJson;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.event.IncidentCount;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What other rules would have said of a run, beside what was said.
 *
 * @param was the summary as it is archived
 * @param would the summary with the other rules
 * @param rules those that differ, by rule and what it looks at
 * @param incidents counts by class that differ
 */
public record WhatIf(Summary was, Summary would, List<Difference> rules, List<Count> incidents) {

  private static final List<String> RESULT =
      List.of("state", "level", "worstLevel", "worst", "windows", "data", "breaches");

  public WhatIf {
    rules = List.copyOf(rules);
    incidents = List.copyOf(incidents);
  }

  /** How a rule differs. */
  public enum Change {
    /** Only the other rules have it. */
    ADDED,
    /** Only the run had it. */
    REMOVED,
    /** Both have it, and it says something else. */
    CHANGED
  }

  /**
   * A rule on one series that differs.
   *
   * @param change how
   * @param was as member of {@code thresholds} of report.json; null when the run did not have it
   * @param would likewise; null when the other rules do not have it
   */
  public record Difference(Change change, @Nullable JsonNode was, @Nullable JsonNode would) {

    /** The side that is there; the newer one where both are. */
    public JsonNode shown() {
      JsonNode newer = would;
      return newer == null ? Objects.requireNonNull(was) : newer;
    }
  }

  /**
   * A number of incidents that differs.
   *
   * @param kind class of the incidents
   * @param was archived
   * @param would with the other rules
   */
  public record Count(String kind, long was, long would) {}

  /**
   * Tries the rules.
   *
   * @throws Failure ARCHIVE_INCOMPLETE if the run has no summary, or its events make no run
   */
  public static WhatIf of(RunArchive run, List<Rule> rules) {
    Summary was = archived(run);
    Summary would = RuleTrial.of(run, rules).summary();
    Map<String, JsonNode> before = byRule(was);
    Map<String, JsonNode> after = byRule(would);
    List<Difference> differences = new ArrayList<>();
    TreeSet<String> all = new TreeSet<>(before.keySet());
    all.addAll(after.keySet());
    for (String key : all) {
      JsonNode one = before.get(key);
      JsonNode other = after.get(key);
      if (one == null || other == null) {
        differences.add(new Difference(one == null ? Change.ADDED : Change.REMOVED, one, other));
      } else if (!result(one).equals(result(other))) {
        differences.add(new Difference(Change.CHANGED, one, other));
      }
    }
    return new WhatIf(was, would, differences, counts(was, would));
  }

  /**
   * The summary of a run as the analysis published it.
   *
   * @throws Failure ARCHIVE_INCOMPLETE if there is none
   */
  public static Summary archived(RunArchive run) {
    RecordDecoder decoder = new RecordDecoder(TopicFormat.of(Topic.SUMMARIES));
    List<Summary> found = new ArrayList<>();
    run.read(
        Topic.SUMMARIES,
        (branch, bytes, from, to) -> {
          if (branch != TopicFormat.RAW
              && decoder.decode(branch, bytes, from, to) instanceof Summary summary) {
            found.add(summary);
          }
        });
    if (found.isEmpty()) {
      throw Failure.of(
          ErrorId.ARCHIVE_INCOMPLETE,
          "read the summary of run '%s': there is none (expected one of the analysis)"
              .formatted(run.manifest().archivedAs()));
    }
    return found.getLast();
  }

  private static Map<String, JsonNode> byRule(Summary summary) {
    Map<String, JsonNode> rules = new TreeMap<>();
    for (JsonNode rule : SummaryJson.thresholds(summary)) {
      rules.put(
          "%s %s %s %s"
              .formatted(
                  rule.path("rule").asText(),
                  rule.path("measure").asText(),
                  rule.path("of").asText(),
                  rule.path("labels")),
          rule);
    }
    return rules;
  }

  /** What came of a rule, without what it says. Ids of breaches depend on what it says. */
  private static JsonNode result(JsonNode rule) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    RESULT.forEach(member -> result.set(member, rule.path(member)));
    ArrayNode episodes = result.putArray("episodes");
    for (JsonNode episode : rule.path("episodes")) {
      ObjectNode copy = episode.deepCopy();
      copy.remove("breach");
      episodes.add(copy);
    }
    return result;
  }

  private static List<Count> counts(Summary was, Summary would) {
    Map<String, long[]> counts = new TreeMap<>();
    for (IncidentCount one : was.getIncidents()) {
      counts.computeIfAbsent(one.getKind().name(), kind -> new long[2])[0] = one.getCount();
    }
    for (IncidentCount one : would.getIncidents()) {
      counts.computeIfAbsent(one.getKind().name(), kind -> new long[2])[1] = one.getCount();
    }
    List<Count> differing = new ArrayList<>();
    counts.forEach(
        (kind, count) -> {
          if (count[0] != count[1]) {
            differing.add(new Count(kind, count[0], count[1]));
          }
        });
    return differing;
  }
}
