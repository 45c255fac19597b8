package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.intake.ImportedRun;
import dev.straingauge.archiver.intake.Intake;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.intake.RunIntake;
import java.util.ArrayList;
import java.util.List;

/** What {@code import} tells of the runs. Not thread-safe. */
final class ImportResult {

  private static final int SHOWN = 20;

  private final ObjectNode document;
  private final ArrayNode runs;
  private final ArrayNode leftOut;
  private final List<String> lines = new ArrayList<>();
  private final List<String> left = new ArrayList<>();
  private int archived;
  private int there;
  private int problems;

  ImportResult(ObjectNode document) {
    this.document = document;
    runs = document.putArray("runs");
    leftOut = document.putArray("leftOut");
  }

  ObjectNode document() {
    return document;
  }

  /** A run was archived, or was there. */
  void add(ImportedRun run, RunIntake.Outcome outcome) {
    Intake.State state = outcome.place().state();
    boolean now = outcome.manifest().isPresent();
    ObjectNode json = runs.addObject();
    json.put("run", outcome.place().folder().toString());
    json.put("state", now ? "archived" : state == Intake.State.DELETED ? "deleted" : "there");
    run.sources().forEach(json.putArray("sources")::add);
    run.notes().forEach(json.putArray("notes")::add);
    run.differences().forEach(json.putArray("differences")::add);
    if (now) {
      archived++;
      lines.add(
          "✓ %s   from %s".formatted(outcome.place().folder(), String.join(", ", run.sources())));
      run.notes().forEach(note -> lines.add("    " + note));
      run.differences().forEach(difference -> lines.add("  ▲ " + difference));
    } else {
      there++;
      lines.add(
          "= %s   %s"
              .formatted(
                  outcome.place().folder(),
                  state == Intake.State.DELETED
                      ? "was deleted: not imported again"
                      : "is there already"));
    }
  }

  /** Something holds no run. */
  void leftOut(String what) {
    leftOut.add(what);
    left.add(what);
  }

  /** Something is damaged; its error is in the document. */
  void problem() {
    problems++;
  }

  /** The same for a human reader. */
  List<String> lines() {
    List<String> all = new ArrayList<>(lines);
    left.stream().limit(SHOWN).forEach(line -> all.add("– left out: " + line));
    if (left.size() > SHOWN) {
      all.add("– … and %d more: -o json has all".formatted(left.size() - SHOWN));
    }
    all.add(
        "%s archived, %s already, %s"
            .formatted(
                Figures.count(archived, "run"),
                there == 1 ? "1 is there" : there + " are there",
                Figures.count(problems, "problem")));
    return all;
  }
}
