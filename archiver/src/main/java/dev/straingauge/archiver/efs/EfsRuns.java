package dev.straingauge.archiver.efs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.intake.Artifacts;
import dev.straingauge.archiver.intake.EventScript;
import dev.straingauge.archiver.intake.ImportedRun;
import dev.straingauge.archiver.intake.IntakeException;
import dev.straingauge.archiver.intake.IntakeTerms;
import dev.straingauge.archiver.intake.Provenance;
import dev.straingauge.archiver.intake.TestNames;
import dev.straingauge.event.Artifact;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.OutcomeCount;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.schemas.json.Json;
import dev.straingauge.schemas.run.RunId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes runs of tests in a log, and of reports that have none. */
final class EfsRuns {

  private static final String FORMAT = "efs";
  private static final int MOST_SERIES = 1_000;
  private static final double LARGEST = 1e18;

  /** A report is written so soon after the moment that it tells. */
  private static final Duration WRITING = Duration.ofMinutes(5);

  private final Path root;
  private final IntakeTerms terms;

  EfsRuns(Path root, IntakeTerms terms) {
    this.root = root;
    this.terms = terms;
  }

  /**
   * The run of a test in a log.
   *
   * @param reports that were written at its end
   * @throws IntakeException if its times are not those of the zone, or it cannot be a run
   */
  ImportedRun ofLog(LogSession session, List<Report> reports) {
    reports.forEach(this::checkZone);
    String where = name(session.file());
    List<LocalDateTime> stamps = new ArrayList<>();
    session.entries().forEach(entry -> stamps.add(entry.at()));
    stamps.add(session.last());
    boolean second = reports.stream().anyMatch(this::isOfSecondPass);
    LocalTimes times = LocalTimes.of(where, stamps, terms.zone(), second);
    long start = times.nanos().getFirst();
    ObjectNode plan = Json.object();
    plan.put("format", FORMAT).put("seconds", session.plannedSeconds());
    String nonce = hash(session);
    ObjectNode system =
        reports.stream()
            .map(Report::system)
            .filter(s -> !s.isEmpty())
            .findFirst()
            .orElseGet(Json::object);
    String test = reports.isEmpty() ? Report.ORCHESTRATOR : named(reports).test();
    EventScript script =
        new EventScript(
            started(nonce, plan, session.plannedSeconds() * 1_000_000_000L, system), start);
    Timeline timeline = new Timeline(script, session.plannedSeconds() * 1_000_000_000L);
    List<String> differences = new ArrayList<>();
    List<String> notes = new ArrayList<>(times.notes());
    attach(script, start, reports);
    long last = times.nanos().getLast();
    timeline.take(session.entries(), times.nanos(), last);
    Set<ObjectNode> compared = new HashSet<>();
    for (Report report : reports) {
      if (compared.add(report.results())) {
        differences.addAll(Differences.of(report.results(), timeline));
      }
    }
    notes.addAll(notes(session, timeline, reports.isEmpty()));
    List<String> sources = new ArrayList<>();
    sources.add("%s from line %d".formatted(where, session.line()));
    reports.forEach(report -> sources.add(name(report.file())));
    return run(test, start, nonce, script, sources, notes, differences);
  }

  /**
   * The run of reports that have no log: what they counted, as values at the moment of their stamp.
   *
   * @param reports of the same moment and results, at least one
   * @throws IntakeException if its time is not one of the zone
   */
  ImportedRun ofReports(List<Report> reports) {
    reports.forEach(this::checkZone);
    Report first = named(reports);
    String where = name(first.file());
    boolean second = reports.stream().anyMatch(this::isOfSecondPass);
    long at = LocalTimes.of(where, List.of(first.stamp()), terms.zone(), second).nanos().getFirst();
    ObjectNode plan = Json.object();
    plan.put("format", FORMAT).put("report", first.test());
    String nonce =
        RecordHash.sha256(
            (first.stamp() + " " + first.test() + " " + first.results())
                .getBytes(StandardCharsets.UTF_8));
    ObjectNode system =
        reports.stream()
            .map(Report::system)
            .filter(s -> !s.isEmpty())
            .findFirst()
            .orElseGet(Json::object);
    EventScript script = new EventScript(started(nonce, plan, 0, system), at);
    attach(script, at, reports);
    Counts counts = new Counts(script, at);
    counts.add("", first.results());
    script.add(
        at,
        new WriterEnded(
            WriterOutcome.COMPLETED,
            0L,
            0L,
            List.of(),
            Arrays.stream(Outcome.values()).map(o -> new OutcomeCount(o, 0L)).toList(),
            0L));
    List<String> notes = new ArrayList<>();
    notes.add(
        "no log of it: %,d counts of its report are kept as measurements, operations and times are not known"
            .formatted(counts.series));
    if (counts.left > 0) {
      notes.add(
          "%,d further values are in the report alone: more than %,d, or beyond 18 digits"
              .formatted(counts.left, MOST_SERIES));
    }
    List<String> sources = reports.stream().map(report -> name(report.file())).toList();
    return run(first.test(), at, nonce, script, sources, notes, List.of());
  }

  /** The report that says most of what the test is called. */
  private static Report named(List<Report> reports) {
    return reports.stream()
        .filter(report -> !report.test().equals(Report.ORCHESTRATOR))
        .findFirst()
        .orElse(reports.getFirst());
  }

  private RunStarted started(String nonce, ObjectNode plan, long planned, ObjectNode system) {
    return terms.started(
        new IntakeTerms.Start(
            FORMAT,
            nonce,
            Report.ORCHESTRATOR,
            plan,
            planned,
            known(system, "kubernetes_version"),
            known(system, "aws_region") + " " + known(system, "efs_filesystem_id"),
            Timeline.KINDS,
            Timeline.SCENARIOS));
  }

  private static String known(ObjectNode system, String member) {
    String text = system.path(member).asText("");
    return text.isEmpty() || text.equals("Unknown")
        ? "unknown"
        : text.substring(0, Math.min(text.length(), 80));
  }

  /** The hour of the report's name and the moment that it tells show which zone it is of. */
  private void checkZone(Report report) {
    if (report.written().isEmpty()) {
      return;
    }
    Instant written = report.written().get();
    if (offset(report).isPresent()) {
      return;
    }
    long seconds = Duration.between(written, report.stamp().toInstant(ZoneOffset.UTC)).toSeconds();
    long quarter = 900;
    long offset = Math.round((double) seconds / quarter) * quarter;
    boolean zone =
        Math.abs(seconds - offset) <= WRITING.toSeconds()
            && Math.abs(offset) <= ZoneOffset.MAX.getTotalSeconds();
    throw new IntakeException(
        IntakeException.INVALID,
        "read report '%s': its name says %s, its test_duration %s, which is not the same in zone %s (expected the zone of the machine that wrote it: --zone)"
            .formatted(name(report.file()), report.stamp(), written, terms.zone()),
        zone
            ? List.of(
                "it was written where clocks showed UTC%s"
                    .formatted(ZoneOffset.ofTotalSeconds((int) offset)))
            : List.of());
  }

  /** With which of the zone's offsets its name says the moment that it tells. */
  private Optional<ZoneOffset> offset(Report report) {
    return report
        .written()
        .flatMap(
            written ->
                terms.zone().getRules().getValidOffsets(report.stamp()).stream()
                    .filter(
                        offset ->
                            Duration.between(written, report.stamp().toInstant(offset))
                                    .abs()
                                    .compareTo(WRITING)
                                <= 0)
                    .findFirst());
  }

  /** Whether it was written when the zone had its hour for the second time. */
  private boolean isOfSecondPass(Report report) {
    List<ZoneOffset> offsets = terms.zone().getRules().getValidOffsets(report.stamp());
    return offsets.size() > 1 && offset(report).equals(Optional.of(offsets.getLast()));
  }

  private void attach(EventScript script, long at, List<Report> reports) {
    long bytes = 0;
    for (Report report : reports) {
      bytes += report.bytes().length;
      if (bytes <= Artifacts.MOST_BYTES / 2) {
        for (Artifact part :
            Artifacts.of(
                String.valueOf(report.file().getFileName()), "application/json", report.bytes())) {
          script.add(at, part);
        }
      }
    }
  }

  private List<String> notes(LogSession session, Timeline timeline, boolean withoutReport) {
    List<String> notes = new ArrayList<>();
    notes.add("local times are read as of zone %s".formatted(terms.zone()));
    if (withoutReport) {
      notes.add("no report of it");
    }
    if (session.doubled() > 0) {
      notes.add(
          "%s in the log twice in a row: counted once"
              .formatted(lines(session.doubled(), "stands", "stand")));
    }
    if (timeline.unannounced() > 0) {
      notes.add(
          "no line about the creation of %,d of the claims: their time counts from the first line about them"
              .formatted(timeline.unannounced()));
    }
    if (timeline.operations().endsOnly() > 0) {
      notes.add(
          "%s the end of something whose beginning is not in the log: not counted"
              .formatted(lines(timeline.operations().endsOnly(), "tells", "tell")));
    }
    if (session.entries().stream().noneMatch(e -> e.phrase().what() == Phrase.What.COMPLETED)) {
      notes.add("the log stops before the test does: the run counts as abandoned");
    }
    return notes;
  }

  private static String lines(long count, String one, String many) {
    return count == 1 ? "1 line " + one : "%,d lines %s".formatted(count, many);
  }

  private ImportedRun run(
      String test,
      long start,
      String nonce,
      EventScript script,
      List<String> sources,
      List<String> notes,
      List<String> differences) {
    String wanted = terms.test().orElse(test);
    String name = TestNames.allowed(wanted);
    List<String> all = new ArrayList<>(notes);
    if (!name.equals(wanted)) {
      all.add("its test is called '%.200s'; here '%s', as run ids allow".formatted(wanted, name));
    }
    byte[] document = Provenance.document(FORMAT, terms.zone().getId(), sources, all, differences);
    Artifacts.of(Provenance.NAME, "application/json", document)
        .forEach(part -> script.add(start, part));
    Instant at = Instant.ofEpochSecond(Math.floorDiv(start, 1_000_000_000L));
    return new ImportedRun(RunId.of(name, at), FORMAT, nonce, script, sources, all, differences);
  }

  private String name(Path file) {
    return root.relativize(file).toString();
  }

  /** The same test is in several logs at times, line by line the same. */
  private static String hash(LogSession session) {
    MessageDigest digest = RecordHash.sha256();
    for (LogSession.Entry entry : session.entries()) {
      digest.update((entry.at() + " " + entry.text() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Numbers of a report, each a series named by its path. */
  private static final class Counts {
    private final EventScript script;
    private final long at;
    private int series;
    private int left;

    Counts(EventScript script, long at) {
      this.script = script;
      this.at = at;
    }

    void add(String path, JsonNode node) {
      if (node.isObject()) {
        node.properties()
            .forEach(e -> add(path.isEmpty() ? e.getKey() : path + "." + e.getKey(), e.getValue()));
      } else if (node.isNumber() && !path.equals("test_duration")) {
        double value = node.doubleValue();
        if (series < MOST_SERIES && Math.abs(value) <= LARGEST && path.length() <= 200) {
          series++;
          script.add(at, new Measurement(path, List.of(), at, value, ""));
        } else {
          left++;
        }
      }
    }
  }
}
