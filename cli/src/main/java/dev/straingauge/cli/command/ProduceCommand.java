package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.pipeline.LoadOnly;
import dev.straingauge.cli.pipeline.RuleJudge;
import dev.straingauge.cli.settings.KafkaProperties;
import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.OutcomeCount;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.producer.plan.LoadedScenario;
import dev.straingauge.producer.run.ProducerRun;
import dev.straingauge.producer.run.RealCluster;
import dev.straingauge.producer.run.RunEngine;
import dev.straingauge.producer.run.RunOutcome;
import dev.straingauge.producer.run.RunRequest;
import dev.straingauge.schemas.topic.Topic;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code produce}. */
@Command(
    name = "produce",
    description = "The load only: run a scenario and send its events to Kafka.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge produce efs-orchestrator --kafka broker-0:9092 --kafka-config"
          + " client.properties",
      "  straingauge produce mine.yaml --kafka broker-0:9092 --speed realtime --label team=storage",
      "",
      "'straingauge analyze' and 'straingauge archive' do the rest. If it dies: straingauge end"
          + " RUN."
    })
final class ProduceCommand extends BaseCommand {

  @Mixin ScenarioOptions scenario = new ScenarioOptions();
  @Mixin LoadOptions load = new LoadOptions();
  @Mixin ClusterOptions cluster = new ClusterOptions();
  @Mixin KafkaOptions kafka = new KafkaOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) {
    Map<String, Object> properties = kafka.required(session, this);
    boolean real = cluster.isReal(this);
    if (real && load.speedIsGiven()) {
      throw usage(
          "read option '--speed': given for a real cluster (expected none: it has its own)");
    }
    boolean dry = cluster.isDryRun(this, real);
    LoadedScenario read = scenario.load(session.around().folder(), 0, cluster.leftOut(real));
    LoadedScenario loaded = real ? read.onRealCluster() : read;
    RunRequest request =
        new RunRequest(
            loaded,
            scenario.testName(loaded),
            scenario.labels(),
            load.speed.pace(),
            properties,
            kafka.prefix,
            Topic.DEFAULT_PARTITIONS,
            Version.own(),
            session.around().clock());
    session.logToFile();
    StartLines lines = new StartLines(session);
    lines.headline("produce", request.testName());
    loaded.warnings().forEach(warning -> session.say(PlanCommand.text(warning)));
    lines.scenario(loaded);
    if (!real) {
      ClusterOptions.checkSimulated(loaded);
      lines.cluster(loaded, load.speed.words());
      return run(
          session,
          request,
          lines,
          RunEngine.simulated(load.speed.pace(), RuleJudge.of(loaded.rules())));
    }
    try (RealCluster found = cluster.open(session, loaded, scenario.driverVersion)) {
      lines.cluster(loaded, found);
      if (dry) {
        return DryRunResult.of(session, loaded, request.testName(), found);
      }
      return run(session, request, lines, found.engines());
    }
  }

  private int run(
      Session session, RunRequest request, StartLines lines, RunEngine.Factory engines) {
    lines.kafka(KafkaProperties.servers(request.kafka()));
    try (RunInterrupts interrupts = new RunInterrupts(session, this, kafka, new StoreOptions());
        ProducerRun run = ProducerRun.claim(request, engines)) {
      lines.run(run.id());
      interrupts.follow(run);
      RunOutcome outcome =
          LoadOnly.execute(request, run, session.progress(load.progress), session::warn);
      return report(session, outcome);
    }
  }

  private int report(Session session, RunOutcome outcome) {
    WriterEnded ended = outcome.ended();
    int code = ended.getOutcome() == WriterOutcome.COMPLETED ? 0 : 3;
    String word = ended.getOutcome().name().toLowerCase(Locale.ROOT);
    long left = outcome.cleanup().stream().mapToLong(CleanupOfKind::getLeft).sum();
    ObjectNode document = document();
    document.put("run", outcome.run().toString());
    document.put("verdict", code == 0 ? "NONE" : "UNDECIDED");
    document.put("exitCode", code);
    document.put("outcome", word);
    AbortRequested aborted = outcome.aborted();
    document.put("abortedBy", aborted == null ? null : aborted.getCause());
    document.put("events", outcome.events());
    document.put("planned", ended.getPlanned());
    document.put("started", ended.getStarted());
    ObjectNode skipped = document.putObject("skipped");
    ended.getSkipped().forEach(each -> skipped.put(each.getReason(), each.getCount()));
    ObjectNode finished = document.putObject("finished");
    for (OutcomeCount each : ended.getFinished()) {
      finished.put(each.getOutcome().name().toLowerCase(Locale.ROOT), each.getCount());
    }
    document.put("ioCount", ended.getIoCount());
    document.put("left", left);
    session.result(
        document,
        List.of(
            "run %s %s%s: %s sent, %s started of %s planned, %s left in the cluster"
                .formatted(
                    outcome.run(),
                    word,
                    aborted == null ? "" : " (%s)".formatted(aborted.getCause()),
                    Figures.count(outcome.events(), "event"),
                    Figures.count(ended.getStarted(), "operation"),
                    Figures.count(ended.getPlanned()),
                    Figures.count(left, "object"))));
    return code;
  }
}
