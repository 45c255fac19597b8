package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.report.ConfigJson;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.RunOpened;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.config.AnalysisConfig;
import dev.straingauge.schemas.config.AnalysisConfigs;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.config.RuleSets;
import dev.straingauge.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that a page is drawn from.
 *
 * @param document the report of the run, schema {@code straingauge.summary/1}
 * @param summary its last record
 * @param config effective configuration, indented
 * @param rules thresholds of the run
 * @param planned kinds of operation that the plan draws; empty if it does not say
 * @param time its axis
 * @param slices what happened over time
 * @param worst incidents, the worst first
 * @param stories the whole incidents of the worst of them, by id
 * @param events what is drawn of the events
 */
record Contents(
    JsonNode document,
    Summary summary,
    String config,
    RuleSet rules,
    List<String> planned,
    RunTime time,
    SliceFold slices,
    List<Told> worst,
    Map<String, IncidentEvent> stories,
    EventFold events) {

  /** Incidents whose stories are told at most. */
  static final int MOST_STORIES = 200;

  /** Incidents at most; the analysis follows no more at once. */
  private static final int MOST_INCIDENTS = 100_000;

  /** Reads them; empty when the run has no Summary. */
  static Optional<Contents> read(JsonNode document, RunRecords records) {
    RunOpened[] opened = new RunOpened[1];
    Summary[] last = new Summary[1];
    records.each(
        Topic.SUMMARIES,
        record -> {
          switch (record) {
            case RunOpened first -> opened[0] = first;
            case Summary end -> last[0] = end;
            default -> {}
          }
        });
    return last[0] == null
        ? Optional.empty()
        : Optional.of(
            read(document, last[0], opened[0] == null ? "" : opened[0].getConfig(), records));
  }

  private static Contents read(
      JsonNode document, Summary summary, String config, RunRecords records) {
    RunTime time = RunTime.of(summary);
    Optional<AnalysisConfig> analysis = analysis(config);
    RuleSet rules = rules(config);
    SliceFold slices =
        new SliceFold(
            summary,
            rules,
            analysis.map(AnalysisConfig::windows).orElse(AnalysisConfig.DEFAULT_WINDOWS),
            time);
    if (!summary.getOperations().isEmpty() || !summary.getIo().isEmpty()) {
      records.each(Topic.SLICES, slices::add);
      slices.end();
    }
    List<Told> worst = worst(records);
    Map<String, IncidentEvent> stories = stories(worst, records);
    EventFold events = new EventFold(time, LaneChart.volumes(worst));
    if (events.wantsAny(summary)) {
      records.each(Topic.EVENTS, events::add);
      events.end();
    }
    return new Contents(
        document,
        summary,
        indented(config),
        rules,
        analysis.map(AnalysisConfig::operations).orElse(List.of()),
        time,
        slices,
        worst,
        stories,
        events);
  }

  private static List<Told> worst(RunRecords records) {
    Map<String, Told> told = new TreeMap<>();
    records.each(
        Topic.INCIDENTS,
        record -> {
          if (record instanceof IncidentEvent incident
              && (told.size() < MOST_INCIDENTS || told.containsKey(incident.getIncidentId()))) {
            told.put(incident.getIncidentId(), Told.of(incident));
          }
        });
    return told.values().stream().sorted(Told.WORST_FIRST).toList();
  }

  private static Map<String, IncidentEvent> stories(List<Told> worst, RunRecords records) {
    Set<String> wanted =
        worst.stream().limit(MOST_STORIES).map(Told::id).collect(Collectors.toSet());
    Map<String, IncidentEvent> stories = new LinkedHashMap<>();
    if (!wanted.isEmpty()) {
      records.each(
          Topic.INCIDENTS,
          record -> {
            if (record instanceof IncidentEvent incident
                && wanted.contains(incident.getIncidentId())) {
              stories.put(incident.getIncidentId(), incident);
            }
          });
    }
    return stories;
  }

  /** Empty when it is not what we write: the page goes on without. */
  private static Optional<AnalysisConfig> analysis(String config) {
    try {
      return Optional.of(AnalysisConfigs.fromConfig(config));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static RuleSet rules(String config) {
    try {
      return RuleSets.fromConfig(config);
    } catch (IllegalArgumentException e) {
      return RuleSet.NONE;
    }
  }

  private static String indented(String config) {
    try {
      return new String(ConfigJson.pretty(config), StandardCharsets.UTF_8);
    } catch (StoreException e) {
      return config;
    }
  }

  /** Whether nothing here says anything of a real cluster. */
  boolean isSimulated() {
    return summary.getCluster().getKind().equals("simulated");
  }
}
