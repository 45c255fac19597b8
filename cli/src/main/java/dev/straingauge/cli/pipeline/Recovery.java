package dev.straingauge.cli.pipeline;

import dev.straingauge.archiver.store.Keys;
import dev.straingauge.cli.stack.LoggedRuns;
import dev.straingauge.cli.stack.Stack;
import dev.straingauge.producer.run.EndOutcome;
import dev.straingauge.producer.run.EndRun;
import dev.straingauge.producer.run.RunException;
import dev.straingauge.schemas.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Ends and archives what a killed process left behind (contract K3). A file in the data folder says
 * that there may be something: it is there while a run is on its way. Only then is the log looked
 * through.
 */
public final class Recovery {

  private static final String FLAG = "unfinished";
  private static final Duration ARCHIVE_LIMIT = Duration.ofMinutes(5);
  private static final Duration BEHIND_LIMIT = Duration.ofSeconds(30);

  private Recovery() {}

  /** Whether the last process that worked in the folder ended in the middle of a run. */
  public static boolean needed(Path data) {
    return Files.exists(data.resolve(FLAG));
  }

  /** A run begins. */
  public static void mark(Path data) throws IOException {
    Files.writeString(data.resolve(FLAG), "");
  }

  /** All runs of the folder are archived. */
  public static void clear(Path data) throws IOException {
    Files.deleteIfExists(data.resolve(FLAG));
  }

  /**
   * Ends the runs of the log that have no end, and waits until all that have no manifest are
   * archived.
   *
   * @param said gets a line for each
   */
  public static void recover(
      Stack stack,
      Workers workers,
      String topicPrefix,
      String keyPrefix,
      String host,
      Consumer<String> said) {
    Map<RunId, Duration> open = new LinkedHashMap<>();
    for (RunId run : LoggedRuns.all(stack.kafka(), topicPrefix)) {
      String folder = new Keys(keyPrefix).run(run);
      if (workers.store().head(folder + Keys.MANIFEST).isEmpty()
          && workers.store().head(folder + Keys.TOMBSTONE).isEmpty()) {
        end(stack, topicPrefix, run, host, said).ifPresent(limit -> open.put(run, limit));
      }
    }
    open.forEach((run, limit) -> said.accept(await(workers, run, limit)));
  }

  private static String await(Workers workers, RunId run, Duration limit) {
    try {
      workers.awaitArchived(run, limit);
      return "  recovered  %s: its process had died; it is ended and archived now".formatted(run);
    } catch (TimeoutException e) {
      return "warning: run %s is not in this archive: it was deleted there, or the archiver is behind"
          .formatted(run);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Background.unchecked(e);
    } catch (ExecutionException e) {
      throw Background.unchecked(e);
    }
  }

  /** How long to wait for the run's archive now that it is over; empty: it cannot be ended. */
  private static Optional<Duration> end(
      Stack stack, String topicPrefix, RunId run, String host, Consumer<String> said) {
    try {
      return Optional.of(
          switch (EndRun.end(run, stack.kafka(), topicPrefix, host)) {
            case EndOutcome.Ended _ -> ARCHIVE_LIMIT;
            case EndOutcome.AlreadyClosed _ -> BEHIND_LIMIT;
          });
    } catch (RunException e) {
      if (!e.id().equals("run-unknown")) {
        throw e;
      }
      said.accept(
          "warning: run %s cannot be ended: the broker no longer has its beginning".formatted(run));
      return Optional.empty();
    }
  }
}
