package dev.straingauge.cli.command;

import dev.straingauge.analyzer.AnalyzerException;
import dev.straingauge.archiver.history.HistoryException;
import dev.straingauge.archiver.intake.IntakeException;
import dev.straingauge.archiver.read.RunReferenceException;
import dev.straingauge.archiver.store.IoWords;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.embedded.EmbeddedException;
import dev.straingauge.cli.embedded.IoCauses;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.stack.Brokers;
import dev.straingauge.producer.plan.PlanException;
import dev.straingauge.producer.run.RunException;
import dev.straingauge.schemas.topic.TopicsException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Makes one failure of whatever the parts throw. */
final class Failures {

  /** Chains of causes may be circular. */
  private static final int MAX_CAUSES = 20;

  private Failures() {}

  static Failure of(Throwable thrown) {
    return switch (thrown) {
      case Failure failure -> failure;
      case Throwable e when isOutOfMemory(e) -> other(e);
      case CompletionException e when e.getCause() != null -> of(e.getCause());
      case ExecutionException e when e.getCause() != null -> of(e.getCause());
      case EmbeddedException e ->
          Failure.of(id(e.kind()), words(e)).advice(advice(e.kind())).cause(e);
      case RunException e -> known(e.id(), words(e), e.facts(), e.tryLine(), e);
      case RunReferenceException e -> known(e.id(), words(e), e.facts(), Optional.empty(), e);
      case AnalyzerException e -> known(e.id(), words(e), List.of(), Optional.empty(), e);
      case PlanException e -> known(e.id(), e.headline(), problems(e), e.hint(), e);
      case HistoryException e ->
          Failure.of(ErrorId.TABLE_INVALID, words(e)).facts(e.problems()).cause(e);
      case IntakeException e -> known(e.id(), words(e), e.facts(), Optional.empty(), e);
      case TopicsException e -> known(e.id(), words(e), e.facts(), Optional.empty(), e);
      case StoreException e -> known(e.id(), words(e), e.facts(), Optional.empty(), e);
      case TimeoutException e ->
          Failure.of(
                  ErrorId.RUN_UNFINISHED,
                  "archive the run: not finished in the time allowed (expected its MANIFEST.json)")
              .facts(
                  List.of(
                      "Kafka has all of it: the next archiver on the same store goes on where this"
                          + " one is"))
              .advice("straingauge archive --run RUN")
              .cause(e);
      case RuntimeException e when Brokers.isFailure(e) ->
          Failure.of(ErrorId.KAFKA_FAILED, "use Kafka: " + words(e)).cause(e);
      case IllegalArgumentException e -> Failure.of(ErrorId.USAGE, words(e)).cause(e);
      case UncheckedIOException e -> of(IoWords.cause(e));
      case FileSystemException e when e.getFile() != null && !IoCauses.isDiskFull(e) ->
          Failure.of(
                  ErrorId.DATA_UNWRITABLE, "use '%s': %s".formatted(e.getFile(), IoCauses.words(e)))
              .cause(e);
      default -> other(thrown);
    };
  }

  private static List<String> problems(PlanException e) {
    return Stream.concat(e.problems().stream(), e.warnings().stream())
        .map(Object::toString)
        .toList();
  }

  private static Failure other(Throwable thrown) {
    if (isOutOfMemory(thrown)) {
      return Failure.of(
              ErrorId.OUT_OF_MEMORY,
              "run straingauge: its memory is used up: all of %s (expected less load, or more memory)"
                  .formatted(Figures.bytes(Runtime.getRuntime().maxMemory())))
          .advice("STRAINGAUGE_JAVA_OPTS=-Xmx2g straingauge COMMAND")
          .cause(thrown);
    }
    if (IoCauses.isDiskFull(thrown)) {
      return Failure.of(ErrorId.DISK_FULL, "write a file: no space left on the device")
          .cause(thrown);
    }
    String what = thrown.getMessage() == null ? thrown.getClass().getName() : thrown.toString();
    return Failure.of(ErrorId.INTERNAL, "run straingauge: a defect: %s".formatted(what))
        .cause(thrown);
  }

  private static boolean isOutOfMemory(Throwable thrown) {
    int depth = 0;
    for (Throwable at = thrown; at != null && depth < MAX_CAUSES; at = at.getCause(), depth++) {
      if (at instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  private static Failure known(
      String id, String headline, List<String> facts, Optional<String> advice, Throwable cause) {
    Failure failure =
        Failure.of(ErrorId.of(id).orElse(ErrorId.INTERNAL), headline).facts(facts).cause(cause);
    return advice.or(() -> adviceFor(id)).map(failure::advice).orElse(failure);
  }

  private static Optional<String> adviceFor(String id) {
    return switch (id) {
      case "kafka-unreachable", "kafka-denied" ->
          Optional.of("straingauge doctor --kafka HOST:PORT");
      case "s3-unreachable", "s3-denied", "s3-bucket-missing" ->
          Optional.of("straingauge doctor --s3 URL --bucket BUCKET");
      case "import-empty" -> Optional.of("straingauge import --help");
      case "rules-unknown" -> Optional.of("straingauge rules list");
      case "run-unknown", "run-ambiguous" -> Optional.of("straingauge list");
      default -> Optional.empty();
    };
  }

  private static ErrorId id(EmbeddedException.Kind kind) {
    return switch (kind) {
      case LOCKED -> ErrorId.DATA_LOCKED;
      case UNWRITABLE -> ErrorId.DATA_UNWRITABLE;
      case FULL -> ErrorId.DISK_FULL;
      case PORTS -> ErrorId.PORT_TAKEN;
      case BROKEN -> ErrorId.EMBEDDED_BROKEN;
    };
  }

  private static String advice(EmbeddedException.Kind kind) {
    return switch (kind) {
      case LOCKED, UNWRITABLE, FULL -> "straingauge COMMAND --data OTHER-FOLDER";
      case PORTS, BROKEN -> "straingauge doctor";
    };
  }

  private static String words(Throwable thrown) {
    return String.valueOf(thrown.getMessage());
  }
}
