package dev.straingauge.archiver;

import dev.straingauge.event.Audit;
import dev.straingauge.event.BookEquation;
import dev.straingauge.event.CauseCount;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.Distribution;
import dev.straingauge.event.Driver;
import dev.straingauge.event.DriverChange;
import dev.straingauge.event.EndMark;
import dev.straingauge.event.Event;
import dev.straingauge.event.Evidence;
import dev.straingauge.event.Failure;
import dev.straingauge.event.FailureCount;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.IncidentState;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.IoSummary;
import dev.straingauge.event.Label;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.OperationSummary;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.OutcomeCount;
import dev.straingauge.event.RecordCount;
import dev.straingauge.event.Rolling;
import dev.straingauge.event.RunEnd;
import dev.straingauge.event.RunOpened;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.ScenarioSummary;
import dev.straingauge.event.SeriesKey;
import dev.straingauge.event.Slice;
import dev.straingauge.event.StepSummary;
import dev.straingauge.event.Summary;
import dev.straingauge.event.Verdict;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.event.WriterStarted;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.sketch.LatencySketch;
import dev.straingauge.schemas.survival.Distributions;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * A small valid run, made by hand: every third operation succeeds, fails or times out, the last one
 * never ends, one is skipped; one read-write verification; slices and rolling windows with known
 * numbers.
 */
public final class TestRun {

  public static final long START = 1_767_225_600_000_000_000L;
  public static final long SECOND = 1_000_000_000L;

  /** A record of the run and where it goes. */
  @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
  public record Sent(Topic topic, byte[] value) {}

  private static final List<Outcome> OUTCOMES =
      List.of(Outcome.SUCCEEDED, Outcome.FAILED, Outcome.TIMED_OUT);

  private final Codec codec = new Codec();
  private final List<Sent> events = new ArrayList<>();
  private final List<Sent> results = new ArrayList<>();
  private final String nonce;
  private long sequence;

  private TestRun(String nonce) {
    this.nonce = nonce;
  }

  /**
   * A run of {@code operations} started operations; {@code malformed} poison events lie in the
   * middle.
   */
  public static TestRun of(String nonce, int operations, int malformed) {
    TestRun run = new TestRun(nonce);
    run.writeEvents(operations, malformed);
    run.writeResults(operations, malformed);
    return run;
  }

  public List<Sent> events() {
    return events;
  }

  /** Slices, rolling windows, RunOpened, Summary, dead letters and the EndMarks last. */
  public List<Sent> results() {
    return results;
  }

  private void writeEvents(int operations, int malformed) {
    event(0, started());
    event(0, new WriterStarted(nonce + "-w", "host"));
    for (int i = 0; i < operations; i++) {
      long at = (i + 1) * SECOND;
      event(
          at,
          new OperationStarted((long) i, "attach_pod", "churn", "vol-" + i, START + at - 5, null));
      if (i == operations / 2) {
        for (int m = 0; m < malformed; m++) {
          events.add(new Sent(Topic.EVENTS, new byte[] {(byte) 0xC3, 1, 2, 3, (byte) m}));
        }
      }
      if (i < operations - 1) {
        event(at + SECOND / 2, finished(i, START + at));
      }
    }
    long end = (operations + 1) * SECOND;
    event(
        end,
        new OperationSkipped(
            (long) operations, "create_pvc", "churn", START + end, "limit-volumes"));
    event(end, verify());
    event(
        end + 1,
        new WriterEnded(
            WriterOutcome.COMPLETED,
            (long) operations + 1,
            (long) operations,
            List.of(),
            List.of(new OutcomeCount(Outcome.SUCCEEDED, (long) operations - 1)),
            10L));
  }

  private RunStarted started() {
    return new RunStarted(
        nonce,
        1,
        SECOND,
        0L,
        7L,
        "efs-orchestrator",
        "{\"analysis\":{\"operations\":[\"attach_pod\"]},\"plan\":{\"secret\":\"***\"},\"rules\":[]}",
        "9f31c2e7",
        600 * SECOND,
        driver(),
        cluster(),
        "0.1.0",
        List.of(new Label("team", "storage; DROP TABLE operations")),
        null);
  }

  private static Driver driver() {
    return new Driver("efs.csi.aws.com", "2.1.8", List.of());
  }

  private static ClusterFacts cluster() {
    return new ClusterFacts("simulated", "1.34", 20, "abcd1234");
  }

  private static OperationFinished finished(int i, long startedAt) {
    Outcome outcome = OUTCOMES.get(i % 3);
    return new OperationFinished(
        (long) i,
        "attach_pod",
        "churn",
        "vol-" + i,
        startedAt - 5,
        null,
        startedAt,
        startedAt + 10,
        startedAt + SECOND / 2,
        0L,
        0L,
        1,
        outcome,
        outcome == Outcome.FAILED ? new Failure("VerifyMismatch", "") : null);
  }

  private static IoInterval verify() {
    LatencySketch sketch = new LatencySketch();
    sketch.record(2_000_000, 9);
    return new IoInterval(
        "verify",
        "churn",
        "vol-1",
        "write",
        START,
        START + 2 * SECOND,
        10L,
        1L,
        9 * 1024L * 1024,
        bytes(sketch),
        null);
  }

  private void event(long offset, SpecificRecord body) {
    events.add(
        new Sent(Topic.EVENTS, codec.encode(new Event(0, 1, ++sequence, START + offset, body))));
  }

  private void writeResults(int operations, int malformed) {
    result(Topic.SUMMARIES, opened());
    for (int second = 0; second < operations; second++) {
      result(Topic.SLICES, slice(second));
      result(Topic.ROLLING, rolling(second));
    }
    result(Topic.INCIDENTS, incident(1, IncidentState.OPEN));
    result(Topic.INCIDENTS, incident(2, IncidentState.RECOVERED));
    for (int m = 0; m < malformed; m++) {
      result(
          Topic.DEAD_LETTERS,
          new dev.straingauge.event.DeadLetter(
              "malformed", null, "5 bytes", ByteBuffer.wrap(new byte[] {1})));
    }
    result(Topic.SUMMARIES, summary(operations, malformed));
    long[] emitted = {operations, operations, 0, 2, 2};
    for (int i = 0; i < Topic.RESULTS.size(); i++) {
      result(Topic.RESULTS.get(i), new EndMark((long) events.size(), emitted[i]));
    }
  }

  private void result(Topic topic, SpecificRecord record) {
    results.add(new Sent(topic, codec.encode(record)));
  }

  private static RunOpened opened() {
    return new RunOpened(
        1,
        START,
        "efs-orchestrator",
        7L,
        "9f31c2e7",
        600 * SECOND,
        SECOND,
        0L,
        1,
        "{}",
        driver(),
        cluster(),
        "0.1.0",
        List.of());
  }

  private static IncidentEvent incident(int sequence, IncidentState state) {
    boolean open = state == IncidentState.OPEN;
    return IncidentEvent.newBuilder()
        .setIncidentId("i-0123456789ab")
        .setSequence(sequence)
        .setAt(START + sequence * SECOND)
        .setKind(IncidentClass.SLOW)
        .setState(state)
        .setSince(START)
        .setUntil(open ? null : START + 70 * SECOND)
        .setKindSince(START + 60 * SECOND)
        .setVolume("pvc-1")
        .setCause("node-lost")
        .setEvidence(List.of(new Evidence(START, "node n1 is not ready")))
        .build();
  }

  private static SeriesKey series() {
    return new SeriesKey("operation", "attach_pod", "churn", List.of());
  }

  private static Slice slice(int second) {
    LatencySketch response = new LatencySketch();
    response.record(SECOND / 2);
    LatencySketch none = new LatencySketch();
    return new Slice(
        series(),
        START + second * SECOND,
        1L,
        0L,
        1L,
        0L,
        0L,
        0L,
        0L,
        1L,
        SECOND,
        bytes(response),
        bytes(response),
        bytes(none));
  }

  private static Rolling rolling(int second) {
    LatencySketch response = new LatencySketch();
    response.record(SECOND / 2, 3);
    LatencySketch censored = new LatencySketch();
    censored.record(60 * SECOND, 2);
    boolean empty = second == 0;
    return new Rolling(
        series(),
        START + (second + 1) * SECOND,
        10 * SECOND,
        SECOND,
        5L,
        0L,
        empty ? 0L : 3L,
        0L,
        empty ? 0L : 2L,
        empty ? 0L : 2L,
        1024L,
        1L,
        2L,
        10 * SECOND,
        empty ? Distributions.of(new LatencySketch()) : Distributions.ranked(response, censored),
        Distributions.of(response));
  }

  private static Summary summary(int operations, int malformed) {
    OperationSummary attach = operation("attach_pod", operations);
    return Summary.newBuilder()
        .setAnalysisVersion(1)
        .setScenario("efs-orchestrator")
        .setSeed(7)
        .setPlanHash("9f31c2e7")
        .setDriver(driver())
        .setCluster(cluster())
        .setStraingaugeVersion("0.1.0")
        .setLabels(List.of(new Label("team", "storage")))
        .setStartedAt(START)
        .setEndedAt(START + (operations + 1) * SECOND + 1)
        .setPlannedNanos(600 * SECOND)
        .setEnd(RunEnd.COMPLETED)
        .setVerdict(Verdict.NONE)
        .setVerdictReason("no rules")
        .setOperations(List.of(attach))
        .setIo(
            List.of(
                new IoSummary("write", 10L, 1L, 9L, 0L, censored(), bytes(new LatencySketch()))))
        .setScenarios(List.of(new ScenarioSummary("many_to_one", 4L, 3L, 1L)))
        .setSteps(
            List.of(
                new StepSummary(
                    "churn",
                    START,
                    null,
                    600 * SECOND,
                    false,
                    null,
                    (long) operations,
                    1L,
                    List.of(attach),
                    0L)))
        .setFaults(List.of())
        .setDriverChanges(
            List.of(
                new DriverChange(START + SECOND, "2.2.0", List.of("sha256:" + "ab".repeat(32)))))
        .setCleanup(null)
        .setBooks(
            List.of(
                new BookEquation(
                    "B1",
                    "writer 0",
                    "last sequence = accepted + clock + missing",
                    5L,
                    5L,
                    true,
                    "")))
        .setBooksBalanced(true)
        .setRecords(List.of(new RecordCount("operations", 2L * operations)))
        .setAudit(
            new Audit(
                Distributions.of(new LatencySketch()),
                0L,
                0L,
                0L,
                List.of(
                    new CauseCount("duplicate", 0L),
                    new CauseCount("malformed", (long) malformed),
                    new CauseCount("missing", 4L)),
                0L,
                0L,
                "usable"))
        .build();
  }

  private static OperationSummary operation(String kind, int started) {
    ByteBuffer none = bytes(new LatencySketch());
    return new OperationSummary(
        kind,
        (long) started,
        0L,
        1L,
        (long) started - 3,
        1L,
        1L,
        1L,
        0L,
        0L,
        0L,
        List.of(new FailureCount("VerifyMismatch", "", 1L)),
        censored(),
        Distributions.of(new LatencySketch()),
        Distributions.of(new LatencySketch()),
        none,
        none,
        none);
  }

  /** Median 0.5 s, the rest above 60 s. */
  private static Distribution censored() {
    LatencySketch response = new LatencySketch();
    response.record(SECOND / 2, 3);
    LatencySketch censored = new LatencySketch();
    censored.record(60 * SECOND, 2);
    return Distributions.ranked(response, censored);
  }

  private static ByteBuffer bytes(LatencySketch sketch) {
    return ByteBuffer.wrap(sketch.toBytes());
  }

  /** A valid id for a run of this second. */
  public static RunId id(String test, int second) {
    return new RunId(test, "202611210745%02d".formatted(second));
  }
}
