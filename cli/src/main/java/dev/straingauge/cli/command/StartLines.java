package dev.straingauge.cli.command;

import dev.straingauge.archiver.store.S3Settings;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.settings.KafkaProperties;
import dev.straingauge.cli.stack.Stack;
import dev.straingauge.cli.summary.Wrap;
import dev.straingauge.producer.cluster.kubernetes.Survey;
import dev.straingauge.producer.plan.LoadedScenario;
import dev.straingauge.producer.run.RealCluster;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/** Start-up lines on stderr: each names a thing, where it is and how long it took. */
final class StartLines {

  private static final int WIDEST = 110;
  private static final String INDENT = " ".repeat(13);

  private final Session session;

  StartLines(Session session) {
    this.session = session;
  }

  void headline(String command, String what) {
    session.say("Straingauge %s · %s %s".formatted(Version.own(), command, what));
  }

  void scenario(LoadedScenario loaded) {
    Scenario scenario = loaded.scenario();
    say(
        "scenario",
        "%s (%s) · seed %d · %s, %s · %s · %s"
            .formatted(
                scenario.name(),
                loaded.source(),
                scenario.seed(),
                Figures.count(scenario.phases().size(), "phase"),
                Figures.offset(scenario.planned()),
                PlanWords.total(scenario),
                Figures.count(loaded.rules().rules().size(), "rule")),
        "plan " + loaded.planHash());
  }

  void cluster(LoadedScenario loaded, String speed) {
    Scenario scenario = loaded.scenario();
    String faults =
        scenario.faults().isEmpty()
            ? "no faults"
            : "faults: "
                + scenario.faults().stream()
                    .map(Scenario.Fault::kind)
                    .collect(Collectors.joining(", "));
    say(
        "cluster",
        "simulated · %s · profile %s %s · %s · speed %s"
            .formatted(
                Figures.count(scenario.target().nodes(), "node"),
                scenario.target().driver(),
                scenario.target().driverVersion(),
                faults,
                speed),
        "");
  }

  /** Says whose objects go where, and how many, before the first of them is made. */
  void cluster(LoadedScenario loaded, RealCluster cluster) {
    Scenario scenario = loaded.scenario();
    Survey survey = cluster.survey();
    say(
        "cluster",
        "%s · Kubernetes %s · %s · driver %s %s"
            .formatted(
                cluster.context().isEmpty() ? cluster.server() : cluster.context(),
                survey.facts().getVersion(),
                Figures.count(survey.facts().getNodes(), "node"),
                survey.driver().getName(),
                survey.driver().getVersion()),
        "");
    say(
        "makes",
        "in namespace %s%s · StorageClass %s%s · up to %s at once"
            .formatted(
                survey.namespace(),
                survey.makesNamespace() ? " (made and removed)" : "",
                scenario.target().storageClass().name(),
                survey.makesClass() ? " (made and removed)" : "",
                Figures.count(cluster.objectsAtMost(scenario), "object")),
        "");
    cluster.notes().forEach(note -> session.warn(note));
  }

  void kafka(Stack stack, boolean embedded) {
    String servers = KafkaProperties.servers(stack.kafka());
    if (!embedded) {
      kafka(servers);
      return;
    }
    String topics = Figures.count(Topic.values().length, "topic");
    String what =
        "embedded %s · %s · %s".formatted(servers, topics, session.dataAsGiven().resolve("kafka"));
    say("kafka", what, took(stack.kafkaTook()));
  }

  void kafka(String servers) {
    say("kafka", "%s · %s".formatted(servers, Figures.count(Topic.values().length, "topic")), "");
  }

  void archive(Stack stack, boolean embedded, String keyPrefix) {
    if (embedded) {
      Path folder = session.dataAsGiven().resolve("s3").resolve("runs").resolve(keyPrefix);
      say("archive", "embedded s3 · %s/".formatted(folder), took(stack.s3Took()));
      return;
    }
    S3Settings s3 = stack.s3();
    URI endpoint = s3.endpoint();
    say(
        "archive",
        "s3://%s/%s · %s".formatted(s3.bucket(), keyPrefix, endpoint == null ? "AWS" : endpoint),
        "");
  }

  void run(RunId id) {
    say("run", id.toString(), "");
  }

  /** The time stands right where there is room for it, else at the end. */
  private void say(String name, String what, String right) {
    String left = "  %-10s %s".formatted(name, what);
    int column = Math.min(session.width(), WIDEST) - right.length();
    int room = column - left.codePointCount(0, left.length());
    if (right.isEmpty()) {
      Wrap.lines(left, INDENT, session.width()).forEach(session::say);
    } else if (room > 0) {
      session.say(left + " ".repeat(room) + right);
    } else {
      Wrap.lines(left + " · " + right, INDENT, session.width()).forEach(session::say);
    }
  }

  private static String took(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }
}
