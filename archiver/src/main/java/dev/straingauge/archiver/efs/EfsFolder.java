package dev.straingauge.archiver.efs;

import dev.straingauge.archiver.intake.ImportedRun;
import dev.straingauge.archiver.intake.IntakeException;
import dev.straingauge.archiver.intake.IntakeSource;
import dev.straingauge.archiver.intake.IntakeTerms;
import dev.straingauge.archiver.store.IoWords;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A folder with logs and reports of the EFS framework, at any depth: which of them are one run, and
 * which are none. Not thread-safe.
 */
public final class EfsFolder extends IntakeSource {

  private static final int MOST_FILES = 20_000;
  private static final int MOST_DEPTH = 12;

  /** A report is written at once after its test. */
  private static final Duration AFTER = Duration.ofMinutes(5);

  private final Path root;
  private final EfsRuns runs;
  private final Map<LocalDateTime, LogSession> sessions = new TreeMap<>();
  private final Map<LocalDateTime, List<Report>> paired = new TreeMap<>();
  private final Map<String, List<Report>> alone = new LinkedHashMap<>();

  private EfsFolder(Path root, IntakeTerms terms) {
    this.root = root;
    runs = new EfsRuns(root, terms);
  }

  /**
   * Looks through a folder.
   *
   * @throws IntakeException ({@code import-empty}) if it is no folder, or holds neither a log nor a
   *     report of the framework
   * @throws IOException if it cannot be read
   */
  public static EfsFolder read(Path root, IntakeTerms terms) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new IntakeException(
          IntakeException.EMPTY,
          "import EFS results from '%s': %s (expected a folder)"
              .formatted(root, Files.exists(root) ? "a file" : "not there"),
          List.of());
    }
    EfsFolder folder = new EfsFolder(root, terms);
    List<Path> files = folder.files();
    for (Path file : files) {
      folder.look(file);
    }
    if (folder.sessions.isEmpty() && folder.alone.isEmpty() && folder.problems().isEmpty()) {
      throw new IntakeException(
          IntakeException.EMPTY,
          "import EFS results from '%s': no test in its %,d files that end in .log or .json (expected logs/orchestrator_*.log, reports/**/*.json)"
              .formatted(root, files.size()),
          folder.leftOut());
    }
    folder.pair();
    return folder;
  }

  /** Oldest first. */
  @Override
  public void forEach(Consumer<ImportedRun> each) {
    sessions.forEach(
        (start, session) ->
            make(() -> runs.ofLog(session, paired.getOrDefault(start, List.of())), each));
    alone.values().forEach(reports -> make(() -> runs.ofReports(reports), each));
  }

  /** Files that may be of the framework, in order; what cannot be entered is a problem. */
  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        Set.of(),
        MOST_DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = String.valueOf(file.getFileName());
            if ((name.endsWith(".log") || name.endsWith(".json")) && Files.isRegularFile(file)) {
              files.add(file);
            }
            return files.size() > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            problem(IntakeException.invalid("read '%s': %s".formatted(file, IoWords.of(e))));
            return FileVisitResult.CONTINUE;
          }
        });
    if (files.size() > MOST_FILES) {
      throw IntakeException.invalid(
          "import EFS results from '%s': more than %,d files that end in .log or .json"
              .formatted(root, MOST_FILES));
    }
    files.sort(Comparator.comparing(Path::toString));
    return files;
  }

  private void look(Path file) {
    try {
      if (file.toString().endsWith(".log")) {
        log(file);
      } else {
        report(file);
      }
    } catch (IntakeException e) {
      problem(e);
    } catch (IOException e) {
      problem(IntakeException.invalid("read '%s': %s".formatted(file, IoWords.of(e))));
    }
  }

  private void log(Path file) throws IOException {
    List<LogSession> found = LogFile.sessions(file);
    if (found.isEmpty()) {
      leaveOut("%s: no test begins in it".formatted(name(file)));
    }
    for (LogSession session : found) {
      LogSession other = sessions.get(session.start());
      boolean more = other == null || session.entries().size() > other.entries().size();
      if (other != null) {
        leaveOut(
            "%s, the test from line %d: it is in %s too"
                .formatted(
                    name(more ? other.file() : file),
                    more ? other.line() : session.line(),
                    name(more ? file : other.file())));
      }
      if (more) {
        sessions.put(session.start(), session);
      }
    }
  }

  private void report(Path file) throws IOException {
    Optional<Report> report = Report.read(file);
    if (report.isEmpty()) {
      leaveOut("%s: no report of the framework".formatted(name(file)));
      return;
    }
    String key =
        "%s %s %s"
            .formatted(report.get().stamp(), report.get().ofOperations(), report.get().results());
    alone.computeIfAbsent(key, k -> new ArrayList<>()).add(report.get());
  }

  /** A report belongs to the last test that began before it, if that ended just then. */
  private void pair() {
    List<String> keys = new ArrayList<>(alone.keySet());
    for (String key : keys) {
      List<Report> reports = alone.get(key);
      if (reports == null || !reports.getFirst().ofOperations()) {
        continue;
      }
      LocalDateTime stamp = reports.getFirst().stamp();
      LogSession session = null;
      for (LogSession each : sessions.values()) {
        if (!each.start().isAfter(stamp)) {
          session = each;
        }
      }
      if (session != null && !stamp.isAfter(session.last().plus(AFTER))) {
        paired.computeIfAbsent(session.start(), s -> new ArrayList<>()).addAll(reports);
        alone.remove(key);
      }
    }
  }

  private String name(Path file) {
    return root.relativize(file).toString();
  }
}
