package dev.straingauge.producer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.Driver;
import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.Label;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.OutcomeCount;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.SkippedCount;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.event.WriterStarted;
import dev.straingauge.producer.broker.TestBroker;
import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.simulated.DriverProfile;
import dev.straingauge.producer.cluster.simulated.DriverProfiles;
import dev.straingauge.producer.cluster.simulated.SimulatedCluster;
import dev.straingauge.producer.journal.KafkaJournal;
import dev.straingauge.producer.journal.LogWriter;
import dev.straingauge.producer.stage.LiveStage;
import dev.straingauge.producer.stage.Pace;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.Timeline;
import dev.straingauge.schemas.config.Scenario.IoLoad;
import dev.straingauge.schemas.run.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProducerRunIT {

  private static final long EPOCH_NANOS = RunEngine.EPOCH.getEpochSecond() * 1_000_000_000L;

  @TempDir static Path folder;
  static TestBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = TestBroker.start(folder);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void writesAWholeRunWithoutHolesInOrderOfTimeAndWithBalancedBooks() {
    RunOutcome outcome = run(7, Requests.at("2026-11-21T07:45:12Z"), Pace.max());
    RunLog log = RunLog.read(outcome.run(), broker.clients());

    assertThat(outcome.run()).isEqualTo(RunId.parse("tiny/20261121074512"));
    assertThat(outcome.ended().getOutcome()).isEqualTo(WriterOutcome.COMPLETED);
    assertThat(outcome.events()).isEqualTo(log.events().size());
    assertSequenceAndTime(log);
    assertThat(log.events().get(0).getBody()).isInstanceOf(RunStarted.class);
    assertThat(log.events().get(0).getTime()).isEqualTo(EPOCH_NANOS);
    assertThat(log.events().get(1).getBody()).isInstanceOf(WriterStarted.class);
    assertThat(log.events().getLast().getBody()).isEqualTo(outcome.ended());
    assertBooks(log);
  }

  @Test
  void saysInRunStartedWhatShapesTheResults() {
    RunOutcome outcome = run(7, Requests.at("2026-11-21T08:45:12Z"), Pace.max());

    RunStarted started =
        RunLog.read(outcome.run(), broker.clients()).bodies(RunStarted.class).get(0);

    assertThat(started.getSeed()).isEqualTo(7);
    assertThat(started.getPlannedNanos()).isEqualTo(Duration.ofSeconds(60).toNanos());
    assertThat(started.getLabels()).containsExactly(new Label("a", "1"), new Label("b", "2"));
    assertThat(started.getPlanHash()).matches("[0-9a-f]{8}");
    assertThat(started.getConfig())
        .startsWith("{\"analysis\":{")
        .contains(
            "\"maxOpenOperations\":1000000,\"maxSeries\":1000,\"operations\":[\"create_pvc\",\"attach_pod\",")
        .endsWith(
            ",\"judging\":{\"failOn\":\"critical\",\"faults\":[],\"steps\":[],\"undecidedIsOk\":false},"
                + "\"plan\":{\"name\":\"tiny\"},\"rules\":[]}");
    assertThat(started.getCluster().getKind()).isEqualTo("simulated");
  }

  @Test
  void beatsAtEachWholeSecondOfVirtualTime() {
    RunOutcome outcome = run(7, Requests.at("2026-11-21T09:45:12Z"), Pace.max());

    List<Long> beats =
        RunLog.read(outcome.run(), broker.clients()).bodies(Heartbeat.class).stream()
            .map(Heartbeat::getWallClock)
            .toList();

    assertThat(beats).hasSizeGreaterThanOrEqualTo(60);
    for (int i = 0; i < beats.size(); i++) {
      assertThat(beats.get(i)).isEqualTo(EPOCH_NANOS + (i + 1) * 1_000_000_000L);
    }
  }

  @Test
  void givesTheSameEventsForTheSameSeedWhateverTheClockAndThePace() throws Exception {
    RunOutcome first = run(11, Requests.at("2026-11-21T10:00:00Z"), Pace.max());
    RunOutcome second = run(11, InstantSource.system(), Pace.times(100));
    RunOutcome other = run(12, Requests.at("2026-11-21T10:30:00Z"), Pace.max());

    String hash = RunLog.read(first.run(), broker.clients()).hash();

    assertThat(RunLog.read(second.run(), broker.clients()).hash()).isEqualTo(hash);
    assertThat(RunLog.read(other.run(), broker.clients()).hash()).isNotEqualTo(hash);
  }

  @Test
  void givesEachOfManyClaimsOfOneSecondAnIdOfItsOwn() throws Exception {
    int claims = 4;
    CyclicBarrier together = new CyclicBarrier(claims);
    List<Callable<RunId>> tasks = new ArrayList<>();
    for (int i = 0; i < claims; i++) {
      tasks.add(
          () -> {
            together.await();
            try (ProducerRun run =
                ProducerRun.claim(request(1, Requests.at("2026-11-21T11:00:00Z"), Pace.max()))) {
              return run.id();
            }
          });
    }
    List<RunId> ids = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(claims)) {
      for (Future<RunId> id : threads.invokeAll(tasks)) {
        ids.add(id.get());
      }
    }

    assertThat(ids).doesNotHaveDuplicates();
    for (RunId id : ids) {
      RunLog log = RunLog.read(id, broker.clients());
      assertThat(log.bodies(WriterStarted.class)).as("owners of %s", id).hasSize(1);
    }
  }

  @Test
  void takesTheNextSecondWhenAnyRecordHasTheId() throws Exception {
    RunId taken = RunId.parse("tiny/20261121113000");
    try (LogWriter log = LogWriter.open(broker.clients(), Requests.PREFIX)) {
      new KafkaJournal(log, taken, 0, 1, () -> 0).writeAndAwait(new Heartbeat(0L));
    }

    RunId run = run(1, Requests.at("2026-11-21T11:30:00Z"), Pace.max()).run();

    assertThat(run).isEqualTo(taken.next());
    assertThat(RunLog.read(taken, broker.clients()).bodies(WriterStarted.class)).isEmpty();
  }

  @Test
  void runsOnTheLiveEngineToo() {
    RunEngine.Factory live =
        (scenario, run) -> {
          LiveStage stage = new LiveStage(scenario.seed(), InstantSource.system());
          DriverProfile profile = DriverProfiles.require("efs");
          return new RunEngine(
              stage,
              false,
              journal -> new SimulatedCluster(scenario, profile, stage.timeline(), journal));
        };
    Instant begin = Instant.now();
    RunRequest request =
        Requests.tiny(
            broker.clients(), 1, Duration.ofMillis(1_200), Pace.max(), InstantSource.system());
    RunOutcome outcome;
    try (ProducerRun run = ProducerRun.claim(request, live)) {
      outcome = run.execute();
    }

    RunLog log = RunLog.read(outcome.run(), broker.clients());
    assertThat(outcome.startedAt()).isAfterOrEqualTo(begin.minusMillis(1));
    assertThat(log.bodies(Heartbeat.class)).hasSizeGreaterThanOrEqualTo(2);
    assertSequenceAndTime(log);
    assertBooks(log);
  }

  @Test
  void endsAnAbortedRunCleanly() throws Exception {
    try (ProducerRun run =
        ProducerRun.claim(request(3, Requests.at("2026-11-21T12:00:00Z"), Pace.times(10)))) {
      run.stop();
      run.stop();

      RunOutcome outcome = run.execute();

      RunLog log = RunLog.read(run.id(), broker.clients());
      assertThat(outcome.ended().getOutcome()).isEqualTo(WriterOutcome.ABORTED);
      assertThat(log.bodies(AbortRequested.class))
          .containsExactly(new AbortRequested("interrupt", null));
      assertThat(log.bodies(CleanupDone.class)).hasSize(1);
      assertSequenceAndTime(log);
      assertThat(run.progress().state()).isEqualTo(ProduceProgress.State.ENDED);
    }
  }

  @Test
  void leavesAKilledRunOpen() {
    try (ProducerRun run =
        ProducerRun.claim(request(3, Requests.at("2026-11-21T13:00:00Z"), Pace.realtime()))) {
      run.kill();

      assertThatThrownBy(run::execute)
          .isInstanceOfSatisfying(
              RunException.class,
              e -> {
                assertThat(e.id()).isEqualTo("interrupted");
                assertThat(e.exitCode()).isEqualTo(1);
                assertThat(e.tryLine()).contains("straingauge end tiny/20261121130000");
              });
      assertThat(RunLog.read(run.id(), broker.clients()).bodies(WriterEnded.class)).isEmpty();
    }
  }

  @Test
  void leavesARunOpenThatBrokeOutsideItsScenarioAndSaysSo() {
    RunEngine.Factory broken =
        (scenario, run) -> {
          RunEngine engine = RunEngine.simulated(Pace.max()).open(scenario, run);
          Timeline timeline = engine.stage().timeline();
          timeline.at(
              timeline.nowNanos() + 5_500_000_000L,
              () -> {
                throw new IllegalStateException("broken");
              });
          return engine;
        };
    try (ProducerRun run =
        ProducerRun.claim(request(3, Requests.at("2026-11-21T14:00:00Z"), Pace.max()), broken)) {

      assertThatThrownBy(run::execute)
          .isInstanceOfSatisfying(
              RunException.class,
              e -> {
                assertThat(e.id()).isEqualTo("run-broken");
                assertThat(e.exitCode()).isEqualTo(1);
                assertThat(e.tryLine()).contains("straingauge end tiny/20261121140000");
              });
      RunLog log = RunLog.read(run.id(), broker.clients());
      assertThat(log.bodies(WriterEnded.class)).isEmpty();
      assertThat(log.bodies(Heartbeat.class)).as("what was in the send buffer").hasSize(5);
      assertSequenceAndTime(log);
    }
  }

  @Test
  void endsARunAsCrashedWhoseScenarioBrokeOff() {
    RunEngine.Factory broken =
        (scenario, run) -> {
          RunEngine engine = RunEngine.simulated(Pace.max()).open(scenario, run);
          return new RunEngine(
              engine.stage(), true, journal -> new Headless(engine.cluster().apply(journal)));
        };
    try (ProducerRun run =
        ProducerRun.claim(request(3, Requests.at("2026-11-21T15:00:00Z"), Pace.max()), broken)) {

      assertThatThrownBy(run::execute)
          .isInstanceOfSatisfying(
              RunException.class,
              e -> {
                assertThat(e.id()).isEqualTo("run-failed");
                assertThat(e.tryLine()).isEmpty();
              });
      assertThat(RunLog.read(run.id(), broker.clients()).bodies(WriterEnded.class))
          .extracting(WriterEnded::getOutcome)
          .containsExactly(WriterOutcome.CRASHED);
    }
  }

  @Test
  void refusesAPlanThatOutlivesTheTopic() {
    RunRequest request =
        Requests.tiny(
            broker.clients(), 1, Duration.ofHours(43), Pace.max(), InstantSource.system());

    assertThatThrownBy(() -> ProducerRun.claim(request))
        .isInstanceOfSatisfying(
            RunException.class,
            e -> {
              assertThat(e.id()).isEqualTo("plan-too-long");
              assertThat(e.exitCode()).isEqualTo(2);
              assertThat(e.headline())
                  .isEqualTo(
                      "run scenario 'tiny': 3 d 14 h 0 min planned (expected at most 3 d 12 h 0"
                          + " min, half of what topic 't.events' keeps)");
            });
  }

  @Test
  void endsWithTheCauseWhenTheBrokerGoesAway() throws Exception {
    TestBroker mortal = TestBroker.start(folder.resolve("mortal"));
    Map<String, Object> impatient = new LinkedHashMap<>(mortal.clients());
    impatient.put("delivery.timeout.ms", 2_000);
    impatient.put("request.timeout.ms", 1_000);
    impatient.put("max.block.ms", 2_000);
    RunRequest request =
        Requests.tiny(impatient, 1, Duration.ofHours(1), Pace.realtime(), InstantSource.system());
    try (ProducerRun run = ProducerRun.claim(request)) {
      mortal.close();

      assertThatThrownBy(run::execute)
          .isInstanceOfSatisfying(
              RunException.class,
              e -> {
                assertThat(e.id()).isEqualTo("kafka-gone");
                assertThat(e.exitCode()).isEqualTo(1);
                assertThat(e.headline())
                    .startsWith("run '" + run.id() + "': write to topic 't.events': ");
              });
    }
  }

  private static RunOutcome run(long seed, InstantSource clock, Pace pace) {
    try (ProducerRun run = ProducerRun.claim(request(seed, clock, pace))) {
      return run.execute();
    }
  }

  private static RunRequest request(long seed, InstantSource clock, Pace pace) {
    return Requests.tiny(broker.clients(), seed, Duration.ofSeconds(30), pace, clock);
  }

  private static void assertSequenceAndTime(RunLog log) {
    long time = Long.MIN_VALUE;
    for (int i = 0; i < log.events().size(); i++) {
      Event event = log.events().get(i);
      assertThat(event.getSequence()).isEqualTo(i + 1);
      assertThat(event.getTime()).isGreaterThanOrEqualTo(time);
      time = event.getTime();
    }
  }

  private static void assertBooks(RunLog log) {
    WriterEnded ended = log.bodies(WriterEnded.class).get(0);
    long skipped = ended.getSkipped().stream().mapToLong(SkippedCount::getCount).sum();
    long finished = ended.getFinished().stream().mapToLong(OutcomeCount::getCount).sum();
    assertThat(ended.getStarted())
        .isPositive()
        .isEqualTo(log.bodies(OperationStarted.class).size())
        .isEqualTo(finished);
    assertThat(finished).isEqualTo(log.bodies(OperationFinished.class).size());
    assertThat(skipped).isEqualTo(log.bodies(OperationSkipped.class).size());
    assertThat(ended.getPlanned()).isEqualTo(ended.getStarted() + skipped);
    assertThat(ended.getIoCount())
        .isEqualTo(log.bodies(IoInterval.class).stream().mapToLong(IoInterval::getCount).sum());
    log.bodies(CleanupDone.class)
        .get(0)
        .getKinds()
        .forEach(
            kind -> assertThat(kind.getCreated()).isEqualTo(kind.getDeleted() + kind.getLeft()));
  }

  /** A cluster that throws as soon as it is to be set up. */
  private record Headless(Cluster real) implements Cluster {

    @Override
    public boolean has(Feature feature) {
      return real.has(feature);
    }

    @Override
    public ClusterFacts facts() {
      return real.facts();
    }

    @Override
    public Driver driver() {
      return real.driver();
    }

    @Override
    public Promise<Accepted> setUp() {
      throw new IllegalStateException("headless");
    }

    @Override
    public Promise<Accepted> submit(Intent intent) {
      return real.submit(intent);
    }

    @Override
    public Promise<Effect> effect(long operationId) {
      return real.effect(operationId);
    }

    @Override
    public Promise<Boolean> io(String step, Optional<IoLoad> load) {
      return real.io(step, load);
    }

    @Override
    public Duration grace() {
      return real.grace();
    }

    @Override
    public Promise<List<CleanupOfKind>> cleanUp() {
      return real.cleanUp();
    }
  }
}
