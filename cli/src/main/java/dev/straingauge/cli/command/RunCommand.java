package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.analyzer.AnalyzerSettings;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.pipeline.LiveRun;
import dev.straingauge.cli.pipeline.Recovery;
import dev.straingauge.cli.pipeline.RuleJudge;
import dev.straingauge.cli.pipeline.Workers;
import dev.straingauge.cli.stack.Stack;
import dev.straingauge.cli.summary.Annotations;
import dev.straingauge.cli.summary.SummaryTable;
import dev.straingauge.producer.plan.LoadedScenario;
import dev.straingauge.producer.run.ProducerRun;
import dev.straingauge.producer.run.RealCluster;
import dev.straingauge.producer.run.RunEngine;
import dev.straingauge.producer.run.RunRequest;
import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}. */
@Command(
    name = "run",
    description =
        "Run a scenario with everything it needs: Kafka, load, analysis, archive, summary.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge run                                        one simulated hour, nothing but a"
          + " JDK",
      "  straingauge run efs-orchestrator --seed 7 --speed 100x",
      "  straingauge run mine.yaml --set target.nodes=40 --label team=storage --repeat 3",
      "  straingauge run efs.yaml --kubeconfig ~/.kube/config -n load   a real cluster",
      "  straingauge run mine.yaml --kafka broker-0:9092 --s3 https://minio:9000 --bucket runs -o"
          + " json",
      "",
      "Ctrl-C once: no new operations, then the run is ended, analysed and archived. Twice: stop at"
          + " once."
    })
final class RunCommand extends BaseCommand {

  private static final Duration UNPACED_COMMIT_INTERVAL = Duration.ofMillis(500);

  @Mixin ScenarioOptions scenario = new ScenarioOptions();
  @Mixin LoadOptions load = new LoadOptions();
  @Mixin ClusterOptions cluster = new ClusterOptions();
  @Mixin KafkaOptions kafka = new KafkaOptions();
  @Mixin StoreOptions store = new StoreOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "That many runs, run i (from 0) with seed + i (default: 1).")
  int repeat = 1;

  /** Documents of the runs that are done. An interrupt reads them from a thread of its own. */
  private final List<ObjectNode> done = new CopyOnWriteArrayList<>();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  boolean hasVerdict() {
    return true;
  }

  /** What went well before the failure stays. */
  @Override
  ObjectNode failure() {
    ObjectNode document =
        done.isEmpty() ? super.failure() : repeat > 1 ? all() : done.getFirst().deepCopy();
    return document.put("verdict", "UNDECIDED");
  }

  @Override
  int execute(Session session) throws Exception {
    if (repeat < 1) {
      throw usage("read option '--repeat': %d (expected at least 1)".formatted(repeat));
    }
    boolean real = cluster.isReal(this);
    if (real && load.speedIsGiven()) {
      throw usage(
          "read option '--speed': given for a real cluster (expected none: it has its own)");
    }
    boolean dry = cluster.isDryRun(this, real);
    List<LoadedScenario> scenarios = new ArrayList<>();
    for (int i = 0; i < repeat; i++) {
      LoadedScenario each = scenario.load(session.around().folder(), i, cluster.leftOut(real));
      scenarios.add(real ? each.onRealCluster() : each);
    }
    LoadedScenario first = scenarios.getFirst();
    StartLines lines = new StartLines(session);
    lines.headline("run", scenario.testName(first));
    first.warnings().forEach(warning -> session.say(PlanCommand.text(warning)));
    lines.scenario(first);
    if (!real) {
      scenarios.forEach(ClusterOptions::checkSimulated);
      lines.cluster(first, load.speed.words());
      return run(
          session,
          scenarios,
          lines,
          RunEngine.simulated(load.speed.pace(), RuleJudge.of(first.rules())));
    }
    try (RealCluster found = cluster.open(session, first, scenario.driverVersion)) {
      lines.cluster(first, found);
      if (dry) {
        return DryRunResult.of(session, first, scenario.testName(first), found);
      }
      return run(session, scenarios, lines, found.engines());
    }
  }

  private int run(
      Session session, List<LoadedScenario> scenarios, StartLines lines, RunEngine.Factory engines)
      throws Exception {
    try (RunInterrupts interrupts = new RunInterrupts(session, this, kafka, store);
        Stack stack = Stack.open(wanted(session))) {
      return run(session, stack, scenarios, lines, interrupts, engines);
    }
  }

  private int run(
      Session session,
      Stack stack,
      List<LoadedScenario> scenarios,
      StartLines lines,
      RunInterrupts interrupts,
      RunEngine.Factory engines)
      throws Exception {
    session.logToFile();
    lines.kafka(stack, embeddedKafka(session));
    lines.archive(stack, embeddedStore(), store.prefix);
    Keys keys = new Keys(store.prefix);
    try (Workers workers =
        Workers.start(
            stack,
            new Workers.Settings(
                kafka.prefix, keys.prefix(), session.data(), Version.own(), commitInterval()))) {
      recover(session, stack, workers);
      if (!embeddedStore()) {
        workers.awaitStarted();
      }
      for (LoadedScenario each : scenarios) {
        done.add(once(session, stack, workers, each, lines, interrupts, engines));
        if (repeat > 1 && !session.formatted()) {
          session.table(SummaryTable.lines(done.getLast(), session.width(), store.where(session)));
        }
        if (interrupts.stopped()) {
          break;
        }
      }
      if (embeddedKafka(session)) {
        Recovery.clear(session.data());
      }
      return result(session);
    }
  }

  private ObjectNode once(
      Session session,
      Stack stack,
      Workers workers,
      LoadedScenario loaded,
      StartLines lines,
      RunInterrupts interrupts,
      RunEngine.Factory engines)
      throws Exception {
    RunRequest request =
        new RunRequest(
            loaded,
            scenario.testName(loaded),
            scenario.labels(),
            load.speed.pace(),
            stack.kafka(),
            kafka.prefix,
            Topic.DEFAULT_PARTITIONS,
            Version.own(),
            session.around().clock());
    if (embeddedKafka(session)) {
      Recovery.mark(session.data());
    }
    try (ProducerRun claimed = ProducerRun.claim(request, engines)) {
      lines.run(claimed.id());
      LiveRun run = new LiveRun(stack, workers, kafka.prefix, claimed, session::warn);
      interrupts.follow(claimed);
      LiveRun.Result result = run.execute(session.progress(load.progress));
      interrupts.unfollow();
      ObjectNode document =
          RunResults.document(workers.store(), new Keys(store.prefix), result.archived());
      if (result.brokeOff() != null) {
        Session.failed(Failures.of(result.brokeOff()), document);
      }
      return embeddedStore()
          ? Documents.inFolder(document, session.dataAsGiven(), store.prefix)
          : document;
    }
  }

  private void recover(Session session, Stack stack, Workers workers) throws Exception {
    // on a shared Kafka other people's runs are alive
    if (embeddedKafka(session) && Recovery.needed(session.data())) {
      Recovery.recover(
          stack, workers, kafka.prefix, new Keys(store.prefix).prefix(), Hosts.own(), session::say);
    }
  }

  /** As fast as it goes nobody looks at each tenth of a second, and commits cost the load time. */
  private Duration commitInterval() {
    boolean paced = cluster.isReal(this) || !load.speed.pace().isMax();
    return paced ? AnalyzerSettings.DEFAULT_COMMIT_INTERVAL : UNPACED_COMMIT_INTERVAL;
  }

  private int result(Session session) {
    ObjectNode document = repeat > 1 ? all() : done.getFirst();
    if ("true".equals(session.around().environment().get("GITHUB_ACTIONS"))) {
      done.stream()
          .flatMap(each -> Annotations.of(each).stream())
          .forEach(session.terminal()::line);
    }
    session.result(
        document,
        repeat > 1
            ? List.of()
            : SummaryTable.lines(document, session.width(), store.where(session)));
    return document.path("exitCode").asInt();
  }

  /** The documents of several runs as one. */
  private ObjectNode all() {
    int worst =
        done.stream()
            .mapToInt(document -> document.path("exitCode").asInt())
            .reduce(0, RunCommand::worse);
    ObjectNode all = document("straingauge.runs/1", worst == 3 ? "UNDECIDED" : "NONE");
    all.put("exitCode", worst);
    all.putArray("runs").addAll(done);
    return all;
  }

  /** A crash is worse than a negative verdict. */
  private static int worse(int a, int b) {
    int crashed = ErrorId.INTERNAL.exitCode();
    return a == crashed || b == crashed ? crashed : Math.max(a, b);
  }

  private Stack.Wanted wanted(Session session) {
    Map<String, Object> real = kafka.properties(session).orElse(null);
    return new Stack.Wanted(
        session.data(), real, kafka.extra(session), true, store.settings().orElse(null));
  }

  private boolean embeddedKafka(Session session) {
    return kafka.properties(session).isEmpty();
  }

  private boolean embeddedStore() {
    return store.settings().isEmpty();
  }
}
