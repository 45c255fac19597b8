package dev.straingauge.producer.run;

import dev.straingauge.event.RunStarted;
import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.plan.LoadedScenario;
import dev.straingauge.producer.scenario.OperationKinds;
import dev.straingauge.schemas.config.AnalysisConfig;
import dev.straingauge.schemas.config.AnalysisConfigs;
import dev.straingauge.schemas.config.LedgerConfig;
import dev.straingauge.schemas.config.RuleSets;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.json.CanonicalJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** The first record of a run. */
final class RunStarts {

  private static final Duration TICK = Duration.ofSeconds(1);

  private RunStarts() {}

  static RunStarted of(RunRequest request, Cluster cluster) {
    LoadedScenario loaded = request.scenario();
    Scenario scenario = loaded.scenario();
    return new RunStarted(
        Nonces.next(),
        1,
        TICK.toNanos(),
        cluster.grace().toNanos(),
        scenario.seed(),
        scenario.name(),
        config(loaded),
        loaded.planHash(),
        scenario.planned().toNanos(),
        cluster.driver(),
        cluster.facts(),
        request.straingaugeVersion(),
        request.labels(),
        null);
  }

  /** Canonical since its members are, and come in order. */
  static String config(LoadedScenario loaded) {
    String analysis = CanonicalJson.write(AnalysisConfigs.toJson(analysis(loaded.scenario())));
    return "{\"analysis\":%s,\"judging\":%s,\"plan\":%s,\"rules\":%s}"
        .formatted(
            analysis,
            CanonicalJson.write(RuleSets.judging(loaded.rules())),
            loaded.canonicalPlan(),
            CanonicalJson.write(RuleSets.rules(loaded.rules())));
  }

  static AnalysisConfig analysis(Scenario scenario) {
    SequencedSet<String> kinds = new LinkedHashSet<>();
    for (Scenario.Phase phase : scenario.phases()) {
      kinds.addAll(phase.sequence());
      phase.operations().stream()
          .filter(drawn -> drawn.weight() > 0)
          .forEach(drawn -> kinds.add(drawn.operation()));
    }
    SequencedSet<String> runs = new LinkedHashSet<>();
    if (kinds.remove(OperationKinds.RUN_SPECIFIC_SCENARIO)) {
      scenario.scenarios().forEach(run -> runs.add(run.kind()));
    }
    return new AnalysisConfig(
        AnalysisConfig.DEFAULT_WINDOWS,
        AnalysisConfig.DEFAULT_MAX_SERIES,
        AnalysisConfig.DEFAULT_MAX_OPEN_OPERATIONS,
        new ArrayList<>(kinds),
        List.copyOf(runs),
        LedgerConfig.DEFAULT);
  }
}
