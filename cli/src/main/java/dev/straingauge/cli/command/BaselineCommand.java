package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.history.ArchivedSeries;
import dev.straingauge.archiver.history.Baselines;
import dev.straingauge.archiver.history.HistoryJson;
import dev.straingauge.archiver.history.Note;
import dev.straingauge.archiver.history.Notes;
import dev.straingauge.archiver.index.RunIndex;
import dev.straingauge.archiver.metrics.RunFacts;
import dev.straingauge.archiver.metrics.RunMetrics;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectAdder;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.schemas.config.Words;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code baseline}. */
@Command(
    name = "baseline",
    description = "Say, or set, which runs of a test others are compared with.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Without a word the baseline is the last seven complete runs of the driver's version before,",
      "on the same cluster.",
      "",
      "Examples:",
      "  straingauge baseline show block-churn",
      "  straingauge baseline set block-churn 20261101 20261102 20261103 --reason 'before the"
          + " move'",
      "  straingauge baseline clear block-churn --reason 'moved back'"
    })
final class BaselineCommand extends BaseCommand {

  /** What is to be done. */
  enum Action {
    /** Says which runs it is now. */
    SHOW,
    /** Sets them. */
    SET,
    /** Lets the rule hold again. */
    CLEAR
  }

  @Parameters(index = "0", paramLabel = "ACTION", description = "show, set or clear.")
  Action action = Action.SHOW;

  @Parameters(index = "1", paramLabel = "TEST", description = "The test.")
  String test = "";

  @Parameters(
      index = "2..*",
      paramLabel = "RUN",
      description = "For set: runs of the test, by their time or a unique beginning of it.")
  List<String> given = new ArrayList<>();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; needed for set and clear.")
  String reason = "";

  @Mixin StoreOptions store = new StoreOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) {
    if (given.isEmpty() == (action == Action.SET)) {
      throw usage(
          "read the arguments of 'baseline %s': %d runs (expected %s)"
              .formatted(
                  Words.of(action), given.size(), action == Action.SET ? "at least one" : "none"));
    }
    if (action != Action.SHOW && reason.isBlank()) {
      throw usage(
          "baseline %s: no --reason (expected one: others will want to know)"
              .formatted(Words.of(action)));
    }
    try (ObjectAdder adder = Archives.open(store, session)) {
      Keys keys = new Keys(store.prefix);
      Runs runs = new Runs(adder, keys);
      if (!HistoryNotes.tests(runs).contains(test)) {
        throw HistoryNotes.unknownTest(runs, test);
      }
      return action == Action.SHOW ? show(session, adder) : set(session, adder, runs);
    }
  }

  private int show(Session session, ObjectAdder adder) {
    List<Note> notes = new Notes(new Keys(store.prefix)).read(adder, test);
    Baselines.Chosen chosen =
        Baselines.of(
            new ArchivedSeries(new RunIndex(adder, new Keys(store.prefix)))
                .fit(test, Notes.excluded(notes)),
            notes);
    ObjectNode document = document().put("test", test).put("reason", chosen.reason());
    document.put("driverVersion", chosen.version());
    ArrayNode names = document.putArray("baseline");
    List<String> lines = new ArrayList<>();
    lines.add(
        "baseline of %s: %s   %s"
            .formatted(test, Figures.count(chosen.runs().size(), "run"), chosen.reason()));
    for (RunFacts run : chosen.runs().stream().map(RunMetrics::facts).toList()) {
      names.add(run.run().toString());
      lines.add("  %s   %s %s".formatted(run.run(), run.driver().name(), run.driver().version()));
    }
    session.result(document, lines);
    return 0;
  }

  private int set(Session session, ObjectAdder adder, Runs runs) {
    List<String> names =
        given.stream()
            .map(each -> each.startsWith(test + "/") ? each : test + "/" + each)
            .map(each -> runs.resolve(each).toString())
            .distinct()
            .sorted()
            .toList();
    Note note =
        new Note.Baseline(session.around().clock().instant(), HistoryNotes.user(), names, reason);
    String where = HistoryNotes.append(this, store, adder, test, note);
    ObjectNode document = document("straingauge.note/1", "NONE").put("test", test);
    document.put("where", where);
    HistoryJson.note(note, document);
    session.result(document, HistoryNotes.lines(test, note, where));
    return 0;
  }
}
