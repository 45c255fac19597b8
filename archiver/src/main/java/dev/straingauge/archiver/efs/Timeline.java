package dev.straingauge.archiver.efs;

import dev.straingauge.archiver.efs.LogSession.Entry;
import dev.straingauge.archiver.intake.EventScript;
import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.Failure;
import dev.straingauge.event.RunClosed;
import dev.straingauge.event.StepEnded;
import dev.straingauge.event.StepStarted;
import dev.straingauge.event.WriterOutcome;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the lines of one test into events: what began, what took effect, what timed out, and what
 * never came to an end. Not thread-safe.
 */
final class Timeline {

  static final String CREATE_PVC = "create_pvc";
  static final String ATTACH_POD = "attach_pod";
  static final String DELETE_POD = "delete_pod";
  static final String DELETE_PVC = "delete_pvc";
  static final String VERIFY = "verify_readwrite";

  /** Kinds of operation, in the order of the framework's report. */
  static final List<String> KINDS = List.of(CREATE_PVC, ATTACH_POD, DELETE_POD, DELETE_PVC, VERIFY);

  /** Kinds of scenario runs, in that order. */
  static final List<String> SCENARIOS =
      List.of("many_to_one", "one_to_one", "concurrent_pvc", "controller_crash");

  private static final Map<String, String> SCENARIO_NAMES =
      Map.of(
          "Many pods to one PVC", "many_to_one",
          "One pod per PVC", "one_to_one",
          "Rapid PVC operations", "concurrent_pvc",
          "controller_crash_test", "controller_crash");

  private static final Pattern STATUS = Pattern.compile("\\(([0-9]{3})\\).*");
  private static final String NO_TARGET = "no-target";

  private final EventScript script;
  private final Operations operations;
  private final Verification verification;
  private final long plannedNanos;
  private String step = "";
  private String scenario = "";
  private String verifying = "";
  private @Nullable Long parent;
  private long unannounced;
  private boolean completed;
  private @Nullable String abort;

  Timeline(EventScript script, long plannedNanos) {
    this.script = script;
    this.plannedNanos = plannedNanos;
    operations = new Operations(script);
    verification = new Verification(script);
  }

  Operations operations() {
    return operations;
  }

  Verification verification() {
    return verification;
  }

  /** Claims whose creation is told by no line, so that their time counts from the wait for them. */
  long unannounced() {
    return unannounced;
  }

  /** Takes the lines of a test, each with its moment, and ends it at {@code last}. */
  void take(List<Entry> entries, List<Long> nanos, long last) {
    boolean opens = entries.stream().anyMatch(e -> e.phrase().what() == Phrase.What.OPENING);
    step(opens ? "opening" : "random", nanos.getFirst());
    for (int i = 0; i < entries.size(); i++) {
      take(entries.get(i).phrase(), nanos.get(i));
    }
    end(last);
  }

  private void take(Phrase phrase, long at) {
    String subject = phrase.subject();
    switch (phrase.what()) {
      case BEGINS, OPENING, FILE_SIZE, WRITE_BEGINS, WRITE_DONE, READ_BEGINS, READ_DONE, LISTED ->
          measure(phrase, at);
      case RANDOM -> step("random", at);
      case CLEANUP -> step("cleanup", at);
      case COMPLETED -> {
        completed = true;
        step("cleanup", at);
      }
      case INTERRUPTED -> abort("interrupt", at);
      case UNEXPECTED -> abort("unexpected error", at);
      case SELECTED, SCENARIO_OVER -> endScenario();
      case SCENARIO_BEGINS -> beginScenario(subject, at);
      case SCENARIO_SUCCEEDED -> {
        operations.succeeded(scenario, scenario, at);
        endScenario();
      }
      case SCENARIO_FAILED -> {
        operations.failed(scenario, scenario, at, new Failure("ScenarioFailed", ""));
        endScenario();
      }
      case CLAIM_CREATING -> begin(CREATE_PVC, subject, at);
      case CLAIM_CREATED -> {
        announce(subject, at);
        operations.accepted(CREATE_PVC, subject, at);
      }
      case CLAIM_WAITING -> announce(subject, at);
      case CLAIM_BOUND -> operations.succeeded(CREATE_PVC, subject, at);
      case CLAIM_TIMEOUT -> operations.timedOut(CREATE_PVC, subject, at);
      case CLAIM_GONE -> operations.failed(CREATE_PVC, subject, at, new Failure("NotFound", ""));
      case CLAIM_FAILED -> claimFailed(phrase, at);
      case POD_CREATING -> begin(ATTACH_POD, subject, at);
      case POD_CREATED -> {
        if (!operations.isOpen(ATTACH_POD, subject)) {
          begin(ATTACH_POD, subject, at);
        }
        operations.accepted(ATTACH_POD, subject, at);
      }
      case POD_READY -> operations.succeeded(ATTACH_POD, subject, at);
      case POD_TIMEOUT -> operations.timedOut(ATTACH_POD, subject, at);
      case POD_GONE -> operations.failed(ATTACH_POD, subject, at, new Failure("NotFound", ""));
      case POD_FAILED -> podFailed(phrase, at);
      case POD_DELETING -> begin(DELETE_POD, subject, at);
      case POD_DELETED -> operations.succeeded(DELETE_POD, subject, at);
      case POD_DELETE_TIMEOUT -> operations.timedOut(DELETE_POD, subject, at);
      case POD_DELETE_FAILED ->
          operations.failed(DELETE_POD, subject, at, failure("DeleteFailed", phrase.detail()));
      case CLAIM_DELETING -> begin(DELETE_PVC, subject, at);
      case CLAIM_DELETED -> operations.succeeded(DELETE_PVC, subject, at);
      case CLAIM_DELETE_TIMEOUT -> operations.timedOut(DELETE_PVC, subject, at);
      case CLAIM_DELETE_FAILED ->
          operations.failed(DELETE_PVC, subject, at, failure("DeleteFailed", phrase.detail()));
      case VERIFY_BEGINS -> {
        verifying = phrase.detail();
        begin(VERIFY, verifying, at);
        verification.begin(verifying);
      }
      case COMMAND_FAILED -> {
        verification.failed(at, step);
        verified(at, Optional.of(new Failure("ExecFailed", "")));
      }
      case VERIFIED -> {
        verification.done("read", at, step);
        verified(at, Optional.empty());
      }
      case MISMATCH -> {
        verification.failed(at, step);
        verified(at, Optional.of(new Failure("VerifyMismatch", "")));
      }
      case VERIFY_FAILED -> {
        verification.failed(at, step);
        verified(at, Optional.of(failure("VerifyFailed", phrase.detail())));
      }
      case NO_CLAIM_FOR_POD -> operations.skipped(ATTACH_POD, step, at, NO_TARGET);
      case MOST_CLAIMS -> operations.skipped(CREATE_PVC, step, at, "limit-volumes");
      case MOST_PODS -> operations.skipped(ATTACH_POD, step, at, "limit-pods");
      case NO_POD_TO_DELETE -> operations.skipped(DELETE_POD, step, at, NO_TARGET);
      case NO_CLAIM_TO_DELETE -> operations.skipped(DELETE_PVC, step, at, NO_TARGET);
      case NO_SHARED_CLAIM -> operations.skipped(VERIFY, step, at, NO_TARGET);
    }
  }

  private void measure(Phrase phrase, long at) {
    switch (phrase.what()) {
      case FILE_SIZE -> verification.size(Long.parseLong(phrase.subject()));
      case WRITE_BEGINS -> verification.command("write", at);
      case WRITE_DONE -> verification.done("write", at, step);
      case READ_BEGINS -> verification.command("read", at);
      case READ_DONE -> {
        // whether what was read is right, the next line tells
      }
      case LISTED -> verification.listed(at, seconds(phrase.subject()), step);
      default -> {
        // begins the test, which its caller did
      }
    }
  }

  private static long seconds(String text) {
    return new BigDecimal(text).movePointRight(9).longValueExact();
  }

  private void begin(String kind, String target, long at) {
    operations.begin(kind, step, target, parent, at);
  }

  /**
   * Some scenarios create claims without a word; the first line about one is taken for its start.
   */
  private void announce(String claim, long at) {
    if (!operations.knows(CREATE_PVC, claim)) {
      begin(CREATE_PVC, claim, at);
      unannounced++;
    }
  }

  private void claimFailed(Phrase phrase, long at) {
    Failure failure = failure("CreateFailed", phrase.detail());
    if (phrase.subject().isEmpty()) {
      operations
          .waiting(CREATE_PVC)
          .ifPresent(claim -> operations.failed(CREATE_PVC, claim, at, failure));
    } else {
      announce(phrase.subject(), at);
      operations.failed(CREATE_PVC, phrase.subject(), at, failure);
    }
  }

  private void podFailed(Phrase phrase, long at) {
    if (phrase.subject().isEmpty()) {
      Failure failure = failure("CreateFailed", phrase.detail());
      operations
          .waiting(ATTACH_POD)
          .ifPresent(pod -> operations.failed(ATTACH_POD, pod, at, failure));
    } else {
      operations.failed(ATTACH_POD, phrase.subject(), at, new Failure("Pod" + phrase.detail(), ""));
    }
  }

  /** The status code that the API's error begins with, where there is one. */
  private static Failure failure(String reason, String detail) {
    Matcher status = STATUS.matcher(detail);
    return new Failure(reason, status.matches() ? status.group(1) : "");
  }

  private void verified(long at, Optional<Failure> failure) {
    if (!verifying.isEmpty()) {
      failure.ifPresentOrElse(
          found -> operations.failed(VERIFY, verifying, at, found),
          () -> operations.succeeded(VERIFY, verifying, at));
      verifying = "";
    }
  }

  private void beginScenario(String name, long at) {
    String kind = SCENARIO_NAMES.getOrDefault(name, name.toLowerCase(Locale.ROOT));
    if (SCENARIOS.contains(kind) && !kind.equals(scenario)) {
      endScenario();
      parent = operations.begin(kind, step, kind, null, at);
      scenario = kind;
    }
  }

  private void endScenario() {
    verification.end();
    parent = null;
    scenario = "";
  }

  private void abort(String cause, long at) {
    if (abort == null) {
      abort = cause;
      script.add(at, new AbortRequested(cause, null));
    }
  }

  private void step(String name, long at) {
    if (!step.equals(name)) {
      if (!step.isEmpty()) {
        script.add(at, new StepEnded(step));
      }
      step = name;
      long planned = name.equals("random") ? plannedNanos : 0L;
      script.add(at, new StepStarted(name, null, planned, false));
    }
  }

  /** A log that stops before the test tells its end is that of a run that nobody ended. */
  private void end(long at) {
    script.add(at, new StepEnded(step));
    if (completed) {
      script.add(
          at,
          operations.books(
              abort == null ? WriterOutcome.COMPLETED : WriterOutcome.ABORTED,
              verification.count()));
    } else {
      script.add(at, new RunClosed("abandoned"));
    }
  }
}
