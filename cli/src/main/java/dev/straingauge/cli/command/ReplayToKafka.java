package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.analyzer.AnalyzerSettings;
import dev.straingauge.archiver.ArchivedRun;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.pipeline.Interrupts;
import dev.straingauge.cli.pipeline.Recovery;
import dev.straingauge.cli.pipeline.Workers;
import dev.straingauge.cli.replay.KafkaReplay;
import dev.straingauge.cli.stack.Stack;
import dev.straingauge.cli.summary.SummaryTable;
import dev.straingauge.producer.plan.LoadedRules;
import dev.straingauge.producer.stage.Pace;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A replay into Kafka: into a real one, whose services do the rest, or into the embedded one with
 * the analyzer and the archiver in this process. Not thread-safe.
 */
final class ReplayToKafka {

  private static final Duration ARCHIVE_LIMIT = Duration.ofMinutes(10);
  private static final Duration LINE_EVERY = Duration.ofSeconds(10);

  /** Dead letters keep marks of records that are no events, which the archive does not have. */
  private static final List<Topic> COMPARED =
      List.of(
          Topic.EVENTS,
          Topic.SLICES,
          Topic.ROLLING,
          Topic.BREACHES,
          Topic.INCIDENTS,
          Topic.SUMMARIES);

  private final Session session;
  private final ReplayCommand command;
  private final RunArchive archive;
  private final Optional<LoadedRules> rules;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private Optional<RunId> claimed = Optional.empty();

  ReplayToKafka(
      Session session, ReplayCommand command, RunArchive archive, Optional<LoadedRules> rules) {
    this.session = session;
    this.command = command;
    this.archive = archive;
    this.rules = rules;
  }

  int execute() {
    try (Interrupts _ = Interrupts.handle(this::stop, () -> Runtime.getRuntime().halt(1))) {
      session.logToFile();
      Optional<Map<String, Object>> real = command.kafka.properties(session);
      return real.isPresent() ? toServices(real.get()) : embedded();
    } catch (CancellationException e) {
      throw interrupted(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new CompletionException(e);
    }
  }

  private int toServices(Map<String, Object> kafka) {
    KafkaReplay.Copied copied = write(kafka);
    ObjectNode document = document(copied);
    session.result(
        document,
        List.of(
            "run %s: %s of %s are in Kafka"
                .formatted(
                    copied.run(),
                    Figures.count(copied.records(), "record"),
                    archive.manifest().archivedAs()),
            "next     straingauge archive --run %s, beside 'straingauge analyze'"
                .formatted(copied.run())));
    return 0;
  }

  private int embedded() throws Exception {
    Keys keys = new Keys(command.store.prefix);
    Stack.Wanted wanted =
        new Stack.Wanted(
            session.data(),
            null,
            command.kafka.extra(session),
            true,
            command.store.settings().orElse(null));
    try (Stack stack = Stack.open(wanted);
        Workers workers =
            Workers.start(
                stack,
                new Workers.Settings(
                    command.kafka.prefix,
                    keys.prefix(),
                    session.data(),
                    Version.own(),
                    AnalyzerSettings.DEFAULT_COMMIT_INTERVAL))) {
      if (Recovery.needed(session.data())) {
        Recovery.recover(
            stack, workers, command.kafka.prefix, keys.prefix(), Hosts.own(), session::say);
      }
      workers.awaitStarted();
      Recovery.mark(session.data());
      KafkaReplay.Copied copied = write(stack.kafka());
      session.say("  all %s are in Kafka".formatted(Figures.count(copied.records(), "record")));
      ArchivedRun archived = workers.awaitArchived(copied.run(), ARCHIVE_LIMIT);
      Recovery.clear(session.data());
      return report(copied, archived, RunResults.document(workers.store(), keys, archived));
    }
  }

  private int report(KafkaReplay.Copied copied, ArchivedRun archived, ObjectNode found) {
    ObjectNode summary =
        command.store.settings().isPresent()
            ? found
            : Documents.inFolder(found, session.dataAsGiven(), command.store.prefix);
    ObjectNode document = document(copied);
    List<String> lines =
        new ArrayList<>(SummaryTable.lines(summary, session.width(), command.store.where(session)));
    if (rules.isEmpty()) {
      Map<String, String> before = archive.manifest().hashes();
      ReplayWords.hashes(document, before, archived.hashes(), COMPARED);
      List<Topic> differing = ReplayWords.differing(before, archived.hashes(), COMPARED);
      lines.addAll(ReplayWords.versions(document));
      lines.add(
          differing.isEmpty()
              ? "✓ the %d archived hashes of %s come out"
                  .formatted(COMPARED.size(), archive.manifest().archivedAs())
              : "✗ other hashes than %s: %s (straingauge replay %s lists the differences)"
                  .formatted(
                      archive.manifest().archivedAs(),
                      String.join(", ", differing.stream().map(Topic::shortName).toList()),
                      archive.manifest().archivedAs()));
      if (!differing.isEmpty()) {
        Session.failed(ReplayWords.differ(archive.manifest(), differing), document);
      }
    }
    document.set("summary", summary);
    session.result(document, lines);
    return document.path("exitCode").asInt();
  }

  private ObjectNode document(KafkaReplay.Copied copied) {
    ObjectNode document = command.document();
    ReplayWords.begin(document, archive.manifest(), "kafka");
    document.put("as", copied.run().toString());
    document.put("events", copied.records());
    return document;
  }

  private KafkaReplay.Copied write(Map<String, Object> kafka) {
    String own = archive.manifest().archivedAs().testName();
    KafkaReplay.Wanted wanted =
        new KafkaReplay.Wanted(
            command.test == null ? own : command.test,
            command.speed == null ? Pace.max() : command.speed.pace(),
            rules.map(LoadedRules::rules).orElse(null),
            kafka,
            command.kafka.prefix,
            session.around().clock());
    return KafkaReplay.write(archive, wanted, new Lines(), stopped::get);
  }

  private void stop() {
    stopped.set(true);
    session.terminal().line("stopping (press again to stop now)");
  }

  private Failure interrupted(CancellationException e) {
    Failure failure =
        Failure.of(
                ErrorId.INTERRUPTED,
                "replay run '%s': interrupted%s"
                    .formatted(
                        archive.manifest().archivedAs(),
                        claimed
                            .map(id -> " (the log of '%s' has no end)".formatted(id))
                            .orElse("")))
            .cause(e);
    return claimed.map(id -> failure.advice("straingauge end " + id)).orElse(failure);
  }

  /** A line every ten seconds. */
  private final class Lines implements KafkaReplay.Progress {

    private long saidAt = System.nanoTime();

    @Override
    public void claimed(RunId run) {
      claimed = Optional.of(run);
      session.say(
          "  run        %s, a replay of %s".formatted(run, archive.manifest().archivedAs()));
    }

    @Override
    public void at(long records, Duration ofRun) {
      long now = System.nanoTime();
      if (now - saidAt >= LINE_EVERY.toNanos()) {
        saidAt = now;
        session.say("state=replaying at=%s records=%d".formatted(Figures.offset(ofRun), records));
      }
    }
  }
}
