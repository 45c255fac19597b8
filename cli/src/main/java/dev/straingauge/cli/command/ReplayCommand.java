package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.cli.command.SpeedConverter.Speed;
import dev.straingauge.cli.replay.FirstDifference;
import dev.straingauge.cli.replay.FoldReplay;
import dev.straingauge.cli.replay.WhatIf;
import dev.straingauge.producer.plan.LoadedRules;
import dev.straingauge.producer.plan.RuleFiles;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay}. */
@Command(
    name = "replay",
    description = "Analyse an archived run once more, as it was or with other thresholds.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge replay latest                        do the archived results come out again?",
      "  straingauge replay latest --rules strict.yaml    what other thresholds would have said",
      "  straingauge replay latest --to kafka             as a new run, analysed and archived",
      "  straingauge replay latest --to kafka --speed realtime --test demo --kafka broker-0:9092"
    })
final class ReplayCommand extends BaseCommand {

  /** Where the events go. */
  enum Target {
    /** Straight into the analysis; nothing is written. */
    FOLDS,
    /** Into Kafka, under a new run id. */
    KAFKA
  }

  @Parameters(
      paramLabel = "RUN",
      description = "An archived run, as in show: TEST/TIMESTAMP, latest, latest~N, an address.")
  String run = "";

  @Option(
      names = "--to",
      paramLabel = "WHERE",
      description =
          "folds: straight through the analysis, nothing is written; kafka: as a new run (default:"
              + " folds).")
  Target to = Target.FOLDS;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description =
          "Thresholds of a file, or shipped ones by name, instead of the run's own; through the"
              + " folds only what would differ is printed.")
  @Nullable String rules;

  @Option(
      names = "--test",
      paramLabel = "NAME",
      description = "To Kafka: first part of the new run id (default: that of the run).")
  @Nullable String test;

  @Option(
      names = "--speed",
      paramLabel = "SPEED",
      converter = SpeedConverter.class,
      description =
          "To Kafka: how fast the run's time passes: max, realtime or a factor like 10x (default:"
              + " max).")
  @Nullable Speed speed;

  @Mixin KafkaOptions kafka = new KafkaOptions();
  @Mixin StoreOptions store = new StoreOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) {
    if (to == Target.FOLDS && (test != null || speed != null || kafka.servers != null)) {
      throw usage(
          "read the options of 'replay': --test, --speed and --kafka are about a replay to Kafka"
              + " (expected --to kafka with them)");
    }
    if (test != null && !RunId.isTestName(test)) {
      throw usage(
          "read option '--test': '%s' (expected letters, digits, '-', '_', at most 40)"
              .formatted(test));
    }
    Optional<LoadedRules> loaded = loadRules(session);
    return Archives.withRun(
        run,
        store,
        session,
        archive -> {
          if (to == Target.KAFKA) {
            return new ReplayToKafka(session, this, archive, loaded).execute();
          }
          return loaded.isPresent()
              ? whatIf(session, archive, loaded.get())
              : throughFolds(session, archive);
        });
  }

  private Optional<LoadedRules> loadRules(Session session) {
    if (rules == null) {
      return Optional.empty();
    }
    LoadedRules loaded = RuleFiles.load(ScenarioOptions.named(rules, session.around().folder()));
    loaded.warnings().forEach(warning -> session.say(PlanCommand.text(warning)));
    return Optional.of(loaded);
  }

  private int throughFolds(Session session, RunArchive archive) {
    long begun = System.nanoTime();
    FoldReplay.Outcome outcome = FoldReplay.of(archive);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    List<Topic> differing =
        ReplayWords.differing(archive.manifest().hashes(), outcome.hashes(), Topic.RESULTS);
    List<FirstDifference> differences =
        differing.isEmpty() ? List.of() : FirstDifference.of(archive, differing);
    ObjectNode document =
        ReplayWords.folds(document(), archive.manifest(), outcome, took, differences);
    if (!differing.isEmpty()) {
      Session.failed(ReplayWords.differ(archive.manifest(), differing), document);
    }
    session.result(document, ReplayWords.lines(document, session.width()));
    return document.path("exitCode").asInt();
  }

  private int whatIf(Session session, RunArchive archive, LoadedRules loaded) {
    WhatIf found = WhatIf.of(archive, loaded.rules());
    String source = loaded.source().equals("shipped") ? rules + " (shipped)" : loaded.source();
    ObjectNode document = WhatIfWords.document(document(), archive.manifest(), source, found);
    session.result(document, WhatIfWords.lines(document, session.width()));
    return 0;
  }
}
