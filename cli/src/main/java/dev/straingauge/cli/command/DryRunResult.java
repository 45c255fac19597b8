package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.producer.cluster.kubernetes.DryRun;
import dev.straingauge.producer.cluster.kubernetes.DryRun.Answer;
import dev.straingauge.producer.plan.LoadedScenario;
import dev.straingauge.producer.run.RealCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code --dry-run server} says. */
final class DryRunResult {

  private static final String SCHEMA = "straingauge.dry-run/1";

  private DryRunResult() {}

  /** Tries, tells, and gives the exit code. */
  static int of(Session session, LoadedScenario loaded, String testName, RealCluster cluster) {
    List<DryRun.Trial> trials = cluster.dryRun(loaded.scenario(), testName);
    ObjectNode document = BaseCommand.document(SCHEMA, "NONE");
    document.put("namespace", cluster.survey().namespace());
    document.put("objectsAtMost", cluster.objectsAtMost(loaded.scenario()));
    ArrayNode array = document.putArray("objects");
    List<String> lines = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (DryRun.Trial trial : trials) {
      String answer = trial.answer().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      array
          .addObject()
          .put("kind", trial.kind())
          .put("answer", answer)
          .put("reason", trial.reason())
          .put("message", trial.message());
      String line =
          trial.answer() == Answer.ACCEPTED
              ? "%s: %s".formatted(trial.kind(), answer)
              : "%s: %s, %s: %s".formatted(trial.kind(), answer, trial.reason(), trial.message());
      lines.add(symbol(trial.answer()) + " " + line);
      if (trial.answer() == Answer.REFUSED) {
        refusals.add(line);
      }
    }
    if (!refusals.isEmpty()) {
      Session.failed(
          Failure.of(
                  ErrorId.CLUSTER_REFUSES,
                  "try scenario '%s' in namespace '%s': %s (expected none)"
                      .formatted(
                          loaded.scenario().name(),
                          cluster.survey().namespace(),
                          Figures.count(refusals.size(), "refusal")))
              .facts(refusals),
          document);
    }
    lines.add("nothing was made");
    session.result(document, lines);
    return document.path("exitCode").asInt();
  }

  private static String symbol(Answer answer) {
    return switch (answer) {
      case ACCEPTED -> "✓";
      case REFUSED -> "✗";
      case NOT_TRIED -> "?";
    };
  }
}
