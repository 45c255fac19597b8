package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.manifest.RunCheck;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.Manifest.Equation;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.replay.FoldReplay;
import dev.straingauge.event.BookEquation;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.config.Words;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code verify}. */
@Command(
    name = "verify",
    description = "Check an archived run again: every object, every hash, every equation.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge verify latest",
      "  straingauge verify quickstart/20261121074512 -o json",
      "  straingauge verify s3://runs/quickstart/20261121074512",
      "",
      "Exit 1 when something is damaged, missing or too much, or when the run is incomplete."
    })
final class VerifyCommand extends BaseCommand {

  private static final int SHOWN = 20;

  @Parameters(
      paramLabel = "RUN",
      description = "An archived run, as in show: TEST/TIMESTAMP, latest, latest~N, an address.")
  String run = "";

  @Mixin StoreOptions store = new StoreOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) {
    return Archives.withRun(run, store, session, archive -> verify(session, archive));
  }

  /** What came of the books. */
  private record Books(List<Equation> equations, String recomputed, List<String> problems) {}

  private int verify(Session session, RunArchive archive) {
    RunCheck check = archive.examine(RunCheck::of);
    Books books = books(archive, check);
    ObjectNode document = document(archive.manifest(), check, books);
    problem(archive.manifest(), check, books)
        .ifPresent(
            failure -> {
              Session.failed(failure, document);
              Failure headline = Failure.of(failure.id(), failure.headline()); // the facts follow
              session
                  .terminal()
                  .lines(headline.lines().stream().map(session.errStyle()::plain).toList());
            });
    session.result(document, lines(archive.manifest(), check, books, document));
    return document.path("exitCode").asInt();
  }

  /** B1 to B5 from the events once more, B6 from what is archived. */
  private static Books books(RunArchive archive, RunCheck check) {
    boolean damaged =
        check.findings().stream()
            .anyMatch(
                finding ->
                    ChunkName.parse(finding.object())
                            .filter(chunk -> chunk.topic() == Topic.EVENTS)
                            .isPresent()
                        || finding.object().equals(Topic.EVENTS.shortName()));
    Optional<Summary> archived = check.summary();
    if (damaged || archived.isEmpty()) {
      return new Books(
          List.of(),
          damaged ? "not recomputed: events are damaged" : "not recomputed: there is no Summary",
          List.of());
    }
    FoldReplay.Outcome outcome = FoldReplay.of(archive);
    List<Equation> equations = new ArrayList<>();
    archived.get().getBooks().forEach(one -> equations.add(equation(one)));
    List<Equation> b6 = check.books(outcome.afterClose());
    equations.addAll(b6);
    List<String> problems = new ArrayList<>();
    if (!b6.equals(archive.manifest().books())) {
      problems.add("B6: what is archived gives other equations than MANIFEST.json has");
    }
    if (archived.get().getAnalysisVersion() != RunAnalysis.VERSION) {
      return new Books(
          equations,
          "B6 recomputed, B1 to B5 as archived: analysis %d made them, this is %d"
              .formatted(archived.get().getAnalysisVersion(), RunAnalysis.VERSION),
          problems);
    }
    if (!outcome.summary().getBooks().equals(archived.get().getBooks())) {
      problems.add("B1 to B5: the events give other equations than the Summary has");
    }
    return new Books(equations, "recomputed from the events and the results", problems);
  }

  private static Equation equation(BookEquation one) {
    return new Equation(
        one.getId(),
        one.getScope(),
        one.getEquation(),
        one.getLeft(),
        one.getRight(),
        one.getBalanced(),
        one.getNote());
  }

  private static Optional<Failure> problem(Manifest manifest, RunCheck check, Books books) {
    List<String> facts = new ArrayList<>();
    check.findings().forEach(finding -> facts.add(words(finding)));
    facts.addAll(books.problems());
    if (!facts.isEmpty()) {
      return Optional.of(
          Failure.of(
                  ErrorId.ARCHIVE_CORRUPT,
                  "verify run '%s': %s (expected what MANIFEST.json names)"
                      .formatted(manifest.archivedAs(), Figures.count(facts.size(), "problem")))
              .facts(facts));
    }
    return manifest.complete()
        ? Optional.empty()
        : Optional.of(
            Failure.of(
                ErrorId.ARCHIVE_INCOMPLETE,
                "verify run '%s': sound, and incomplete: %s"
                    .formatted(manifest.archivedAs(), manifest.reason())));
  }

  private ObjectNode document(Manifest manifest, RunCheck check, Books books) {
    ObjectNode document = document();
    document.put("run", manifest.archivedAs().toString());
    document.put("archive", manifest.complete() ? "complete" : "incomplete");
    document.put("archiveReason", manifest.reason());
    document.put("objects", manifest.objects().size());
    document.put("sound", check.sound());
    document.put("bytes", manifest.bytes());
    ArrayNode findings = document.putArray("findings");
    for (RunCheck.Finding finding : check.findings()) {
      findings
          .addObject()
          .put("object", finding.object())
          .put("problem", Words.of(finding.problem()))
          .put("detail", finding.detail());
    }
    ObjectNode json = document.putObject("books");
    json.put("checked", books.recomputed());
    ArrayNode equations = json.putArray("equations");
    for (Equation one : books.equations()) {
      equations
          .addObject()
          .put("id", one.id())
          .put("scope", one.scope())
          .put("equation", one.equation())
          .put("left", one.left())
          .put("right", one.right())
          .put("result", one.balanced() ? "balanced" : "not balanced")
          .put("note", one.note());
    }
    return document;
  }

  private static List<String> lines(
      Manifest manifest, RunCheck check, Books books, ObjectNode document) {
    List<String> lines = new ArrayList<>();
    long unbalanced = books.equations().stream().filter(one -> !one.balanced()).count();
    boolean good = document.path("exitCode").asInt() == 0;
    lines.add(
        "%s %s: %s: %d of %s have the size and SHA-256 of MANIFEST.json, %s"
            .formatted(
                good ? "✓" : "✗",
                manifest.archivedAs(),
                !check.findings().isEmpty()
                    ? "damaged"
                    : manifest.complete() ? "whole" : "undamaged, and incomplete",
                check.sound(),
                Figures.count(manifest.objects().size(), "object"),
                Figures.bytes(manifest.bytes())));
    List<String> wrong = new ArrayList<>();
    check.findings().forEach(finding -> wrong.add("✗ " + words(finding)));
    books.problems().forEach(problem -> wrong.add("✗ " + problem));
    wrong.stream().limit(SHOWN).forEach(lines::add);
    if (wrong.size() > SHOWN) {
      lines.add("  … and %d more: -o json has all".formatted(wrong.size() - SHOWN));
    }
    if (!manifest.complete()) {
      lines.add("▲ the run is incomplete: " + manifest.reason());
    }
    lines.add(
        books.equations().isEmpty()
            ? "? books: " + books.recomputed()
            : "%s books: %s; %s"
                .formatted(
                    unbalanced == 0 ? "✓" : "✗",
                    unbalanced == 0
                        ? "all %s balance, so nothing was lost on the way"
                            .formatted(Figures.count(books.equations().size(), "equation"))
                        : "%d of %s do not balance"
                            .formatted(
                                unbalanced, Figures.count(books.equations().size(), "equation")),
                    books.recomputed()));
    return lines;
  }

  private static String words(RunCheck.Finding finding) {
    return "%s  %s: %s".formatted(finding.object(), Words.of(finding.problem()), finding.detail());
  }
}
