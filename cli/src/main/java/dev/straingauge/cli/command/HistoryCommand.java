package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.history.ArchivedSeries;
import dev.straingauge.archiver.history.Gathered;
import dev.straingauge.archiver.history.Histories;
import dev.straingauge.archiver.history.HistoryJson;
import dev.straingauge.archiver.history.HistoryPoint;
import dev.straingauge.archiver.history.Note;
import dev.straingauge.archiver.history.Notes;
import dev.straingauge.archiver.history.Series;
import dev.straingauge.archiver.history.SeriesHistory;
import dev.straingauge.archiver.history.Verdict;
import dev.straingauge.archiver.index.RunIndex;
import dev.straingauge.archiver.page.HistoryPage;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectAdder;
import dev.straingauge.cli.summary.HistoryTable;
import dev.straingauge.schemas.config.Words;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code history}. */
@Command(
    name = "history",
    description = "Find changes over all runs of a test, or in a table; say that one is known.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge history block-churn                    changes over all runs of the test",
      "  straingauge history block-churn --metric 'attach_pod p*' --by driver_version",
      "  straingauge history ack c-41d0 --reason 'SDK retry, #812' --until 1.5.0",
      "  straingauge history exclude block-churn/20261121074512 --reason 'noisy neighbour'",
      "  straingauge history --csv results.csv --time-column date --higher-is-better 'iops*'",
      "  straingauge history block-churn --write html=history.html",
      "  straingauge history --csv results.csv --gate none --window 30 --p-value 0.01",
      "Exit codes: 0 no regression - 2 bad usage or table - 3 a confirmed regression that nobody",
      "acknowledged."
    })
final class HistoryCommand extends BaseCommand {

  @Parameters(
      arity = "0..2",
      paramLabel = "TEST",
      description = "The test; or: ack ID, exclude RUN, include RUN.")
  List<String> words = new ArrayList<>();

  @Option(
      names = "--by",
      paramLabel = "ORDER",
      description = "Order of the runs: time or driver_version (default: time).")
  ArchivedSeries.Order by = ArchivedSeries.Order.TIME;

  @Option(
      names = "--fail-on",
      paramLabel = "STATE",
      description =
          "From which state on a regression fails: confirmed, provisional or never (default:"
              + " confirmed).")
  Verdict.FailOn failOn = Verdict.FailOn.CONFIRMED;

  @Option(
      names = "--insufficient",
      paramLabel = "WORD",
      description = "What too few runs are for the exit code: fail (3) or ok (0) (default: ok).")
  ScenarioOptions.Undecided insufficient = ScenarioOptions.Undecided.OK;

  @Option(names = "--all", description = "Show changes that are over too.")
  boolean all;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; needed for ack, exclude.")
  String reason = "";

  @Option(
      names = "--until",
      paramLabel = "WHEN",
      description =
          "ack holds until the end of a day (2026-12-31) or until a version of the driver (1.5.0).")
  String until = "";

  @Mixin DetectorOptions detector = new DetectorOptions();
  @Mixin TableOptions table = new TableOptions();
  @Mixin MetricOptions metrics = new MetricOptions();
  @Mixin StoreOptions store = new StoreOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  boolean hasVerdict() {
    return true;
  }

  @Override
  boolean hasPage() {
    return true;
  }

  @Override
  int execute(Session session) {
    Path csv = table.csv;
    if (csv != null) {
      requireWords(0, "none with --csv");
      Gathered gathered = table.read(session.around().folder(), csv, metrics.wanted());
      return show(session, gathered, List.of(), String.valueOf(csv.getFileName()), "time");
    }
    return switch (words.isEmpty() ? "" : words.getFirst()) {
      case "" ->
          throw usage("read the arguments of 'history': none (expected TEST, or --csv FILE)");
      case "ack" -> acknowledge(session);
      case "exclude", "include" -> exclude(session, words.getFirst().equals("exclude"));
      default -> test(session);
    };
  }

  private int test(Session session) {
    requireWords(1, "TEST; ack ID; exclude RUN; include RUN");
    Keys keys = new Keys(store.prefix);
    try (ObjectAdder reader = Archives.open(store, session)) {
      String test = words.getFirst();
      List<Note> notes = new Notes(keys).read(reader, test);
      Gathered gathered = gathered(new ArchivedSeries(new RunIndex(reader, keys)), test, notes);
      if (gathered.runs() == 0 && gathered.leftOut().isEmpty()) {
        throw HistoryNotes.unknownTest(new Runs(reader, keys), test);
      }
      String order = by.name().toLowerCase(Locale.ROOT);
      return show(session, gathered, Notes.acknowledgements(notes), test, order);
    }
  }

  private Gathered gathered(ArchivedSeries archived, String test, List<Note> notes) {
    return archived.read(test, Notes.excluded(notes), metrics.wanted(), by);
  }

  private int show(
      Session session,
      Gathered gathered,
      List<Note.Acknowledgement> acknowledgements,
      String scenario,
      String order) {
    List<SeriesHistory> histories =
        detector.histories(
            gathered.series(),
            metrics.minimum(),
            acknowledgements,
            session.around().clock().instant());
    Verdict verdict = Verdict.of(histories, failOn, insufficient == ScenarioOptions.Undecided.OK);
    ObjectNode document = document();
    document.put("verdict", verdict.word()).put("verdictReason", verdict.reason());
    document.put("exitCode", verdict.exitCode());
    document.put("scenario", scenario);
    document.put("order", order);
    document.put("failOn", Words.of(failOn));
    document.put("runCount", gathered.runs());
    document.put("first", edge(gathered, Comparator.naturalOrder()));
    document.put("last", edge(gathered, Comparator.reverseOrder()));
    gathered.clusters().forEach(document.putArray("clusters")::add);
    ObjectNode settings = document.putObject("settings");
    detector.write(settings, metrics.minimum());
    metrics.globs().forEach(settings.putArray("metrics")::add);
    HistoryJson.write(document, histories, gathered.leftOut(), session.answers().wanted());
    session.answers().writePages(() -> HistoryPage.write(document));
    session.result(document, HistoryTable.of(document, all, session.width()));
    return verdict.exitCode();
  }

  private int acknowledge(Session session) {
    requireWords(2, "ack ID");
    requireReason();
    try (ObjectAdder adder = Archives.open(store, session)) {
      Keys keys = new Keys(store.prefix);
      Notes log = new Notes(keys);
      List<String> seen = new ArrayList<>();
      Map<Note.Acknowledgement, String> fitting = new LinkedHashMap<>();
      ArchivedSeries archived = new ArchivedSeries(new RunIndex(adder, keys));
      for (String test : archived.tests(words.get(1))) { // of a whole id the first one has it
        List<Note> notes = log.read(adder, test);
        fitting(session, gathered(archived, test, notes).series(), notes, seen)
            .forEach(note -> fitting.put(note, test));
        if (!fitting.isEmpty() && Histories.isWhole(words.get(1))) {
          break;
        }
      }
      if (fitting.size() != 1) {
        throw HistoryNotes.unknownChange(words.get(1), fitting.size(), seen);
      }
      Note note = fitting.keySet().iterator().next();
      String test = fitting.values().iterator().next();
      return said(session, test, note, HistoryNotes.append(this, store, adder, test, note));
    }
  }

  /** Looks for changes in those series only that can have such a one. */
  private List<Note.Acknowledgement> fitting(
      Session session, List<Series> series, List<Note> notes, List<String> seen) {
    String id = words.get(1);
    Instant now = session.around().clock().instant();
    List<Series> possible = series.stream().filter(each -> Histories.mayHave(each, id)).toList();
    return detector
        .histories(possible, metrics.minimum(), Notes.acknowledgements(notes), now)
        .stream()
        .flatMap(
            history ->
                HistoryNotes.acknowledgements(history, id, until, reason, now, seen).stream())
        .toList();
  }

  private int exclude(Session session, boolean excluded) {
    requireWords(2, words.getFirst() + " RUN");
    requireReason();
    try (ObjectAdder adder = Archives.open(store, session)) {
      Keys keys = new Keys(store.prefix);
      var run = new Runs(adder, keys).resolve(words.get(1));
      Note note =
          new Note.Exclusion(
              session.around().clock().instant(),
              HistoryNotes.user(),
              run.toString(),
              excluded,
              reason);
      return said(
          session,
          run.testName(),
          note,
          HistoryNotes.append(this, store, adder, run.testName(), note));
    }
  }

  private int said(Session session, String test, Note note, String where) {
    ObjectNode document = document("straingauge.note/1", "NONE");
    document.put("test", test);
    document.put("where", where);
    HistoryJson.note(note, document);
    session.result(document, HistoryNotes.lines(test, note, where));
    return 0;
  }

  private static @Nullable String edge(Gathered gathered, Comparator<Instant> order) {
    return gathered.series().stream()
        .flatMap(series -> series.points().stream())
        .map(HistoryPoint::at)
        .min(order)
        .map(Instant::toString)
        .orElse(null);
  }

  private void requireWords(int count, String expected) {
    if (words.size() != count) {
      throw usage(
          "read the arguments of 'history': '%s' (expected %s)"
              .formatted(String.join(" ", words), expected));
    }
  }

  private void requireReason() {
    if (reason.isBlank()) {
      throw usage(
          "history %s: no --reason (expected one: others will want to know)"
              .formatted(words.getFirst()));
    }
  }
}
