package dev.straingauge.producer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.event.Change;
import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.OutcomeCount;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.event.WriterStarted;
import dev.straingauge.producer.broker.TestBroker;
import dev.straingauge.producer.journal.EventLog;
import dev.straingauge.producer.journal.KafkaJournal;
import dev.straingauge.producer.journal.LogWriter;
import dev.straingauge.producer.stage.Pace;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndRunIT {

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
  void endsTheRunOfAKilledProcessWithWhatItsLogSays() throws Exception {
    RunId run = killedInTheMiddle();
    RunLog before = RunLog.read(run, broker.clients());

    EndOutcome outcome = end(run, "test-host", () -> {});

    RunLog log = RunLog.read(run, broker.clients());
    List<Event> added = log.events().subList(before.events().size(), log.events().size());
    assertThat(before.bodies(WriterEnded.class)).isEmpty();
    assertThat(added).extracting(Event::getIncarnation).containsExactly(2, 2, 2);
    assertThat(added).extracting(Event::getSequence).containsExactly(1L, 2L, 3L);
    assertThat(added).extracting(Event::getTime).containsOnly(before.events().getLast().getTime());
    assertThat(added.get(0).getBody())
        .isInstanceOfSatisfying(
            WriterStarted.class, w -> assertThat(w.getHost()).isEqualTo("test-host"));
    WriterEnded ended = (WriterEnded) added.get(2).getBody();
    assertThat(ended.getOutcome()).isEqualTo(WriterOutcome.CRASHED);
    assertThat(ended.getStarted())
        .isPositive()
        .isEqualTo(log.bodies(OperationStarted.class).size());
    assertThat(ended.getPlanned())
        .isEqualTo(ended.getStarted() + log.bodies(OperationSkipped.class).size());
    assertThat(ended.getFinished().stream().mapToLong(OutcomeCount::getCount).sum())
        .isEqualTo(log.bodies(OperationFinished.class).size());
    List<CleanupOfKind> kinds = ((CleanupDone) added.get(1).getBody()).getKinds();
    assertThat(kinds).isNotEmpty().anySatisfy(kind -> assertThat(kind.getLeft()).isPositive());
    for (CleanupOfKind kind : kinds) {
      assertThat(kind.getCreated())
          .isEqualTo(kind.getDeleted() + kind.getLeft())
          .isEqualTo(added(log, kind.getKind()));
      assertThat(kind.getLeftReason())
          .isEqualTo(kind.getLeft() == 0 ? null : "lost with the process");
    }
    assertThat(outcome)
        .isInstanceOfSatisfying(EndOutcome.Ended.class, e -> assertThat(e.left()).isPositive());
  }

  @Test
  void saysSoWhenTheRunIsClosedAndWritesNothing() throws Exception {
    RunId run = killedInTheMiddle();
    end(run, "h", () -> {});
    int events = RunLog.read(run, broker.clients()).events().size();

    EndOutcome again = end(run, "h", () -> {});

    assertThat(again).isEqualTo(new EndOutcome.AlreadyClosed(run, "crashed", List.of()));
    assertThat(RunLog.read(run, broker.clients()).events()).hasSize(events);
  }

  @Test
  void letsOneOfSeveralEndTheRun() throws Exception {
    RunId run = killedInTheMiddle();
    CyclicBarrier allHaveRead = new CyclicBarrier(3);
    Callable<EndOutcome> end = () -> end(run, "h", () -> awaitAll(allHaveRead));

    int ended = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      for (Future<EndOutcome> one : threads.invokeAll(List.of(end, end, end))) {
        try {
          ended += one.get() instanceof EndOutcome.Ended ? 1 : 0;
        } catch (ExecutionException e) {
          assertThat(e.getCause())
              .isInstanceOfSatisfying(
                  RunException.class, r -> assertThat(r.id()).isEqualTo("end-taken"));
        }
      }
    }

    assertThat(ended).isEqualTo(1);
    assertThat(RunLog.read(run, broker.clients()).bodies(WriterStarted.class)).hasSize(4);
    assertThat(RunLog.read(run, broker.clients()).bodies(WriterEnded.class)).hasSize(1);
  }

  @Test
  void knowsNoRunThatNeverBegan() throws Exception {
    killedInTheMiddle();

    assertThatThrownBy(
            () ->
                EndRun.end(
                    RunId.parse("none/20261121074512"), broker.clients(), Requests.PREFIX, "h"))
        .isInstanceOfSatisfying(
            RunException.class,
            e -> {
              assertThat(e.id()).isEqualTo("run-unknown");
              assertThat(e.exitCode()).isEqualTo(2);
            });
  }

  @Test
  void findsRunsOnTheBrokerAndTailsThemWithPoison() throws Exception {
    RunId old = complete("2026-11-20T07:45:12Z");
    RunId run = complete("2099-11-21T07:45:12Z");
    send(run, "hello".getBytes(StandardCharsets.UTF_8));
    List<String> lines = new ArrayList<>();

    long count = TailRun.tail(run, broker.clients(), Requests.PREFIX, false, lines::add);

    assertThat(RunLookup.find("latest", broker.clients(), Requests.PREFIX)).isEqualTo(run);
    assertThat(RunLookup.find("tiny/2099", broker.clients(), Requests.PREFIX)).isEqualTo(run);
    assertThat(RunLookup.find("tiny/20261120", broker.clients(), Requests.PREFIX)).isEqualTo(old);
    assertThat(RunLookup.find(old.toString(), broker.clients(), Requests.PREFIX)).isEqualTo(old);
    assertThat(count).isEqualTo(lines.size());
    assertThat(lines.get(0))
        .contains("\"type\":\"RunStarted\"")
        .contains("\"time\":\"2026-01-01T00:00:00.000000000Z\"");
    assertThat(lines.get(lines.size() - 2)).contains("\"type\":\"WriterEnded\"");
    assertThat(lines.getLast())
        .endsWith(",\"error\":\"5 bytes that do not begin with C3 01\",\"hex\":\"68656c6c6f\"}");
  }

  @Test
  void saysThatThereIsNoTopic() {
    RunId run = RunId.parse("tiny/20261121074512");

    assertThatThrownBy(() -> EndRun.end(run, broker.clients(), "other.", "h"))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("no topic 'other.events'");
    assertThatThrownBy(() -> TailRun.tail(run, broker.clients(), "other.", false, line -> {}))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("no topic 'other.events'");
    assertThatThrownBy(() -> RunLookup.find("latest", broker.clients(), "other."))
        .isInstanceOf(RunException.class)
        .hasMessage("find run 'latest': none of the 0 runs on the broker");
  }

  @Test
  void beginsAgainWhenTheOldProducerWroteInBetween() throws Exception {
    RunId run = killedInTheMiddle();
    Event last = RunLog.read(run, broker.clients()).events().getLast();
    AtomicInteger writes = new AtomicInteger();
    Event late =
        new Event(
            0, 1, last.getSequence() + 1, last.getTime() + 5, new Heartbeat(last.getTime() + 5));

    end(
        run,
        "h",
        () -> {
          if (writes.getAndIncrement() == 0) {
            send(run, new Codec().encode(late));
          }
        });

    RunLog after = RunLog.read(run, broker.clients());
    assertThat(after.events().getLast().getIncarnation()).isEqualTo(3);
    assertThat(after.events().getLast().getTime()).isEqualTo(last.getTime() + 5);
    assertThat(after.bodies(WriterEnded.class)).hasSize(1);
  }

  @Test
  void countsOnFromTheHighestIncarnation() throws Exception {
    RunId run = killedInTheMiddle();
    Event last = RunLog.read(run, broker.clients()).events().getLast();
    AtomicLong clock = new AtomicLong(last.getTime());
    try (LogWriter log = LogWriter.open(broker.clients(), Requests.PREFIX)) {
      KafkaJournal next = new KafkaJournal(log, run, 0, 7, clock::get);
      next.writeAndAwait(new WriterStarted("nonce", "elsewhere"));
    }

    end(run, "h", () -> {});

    RunLog after = RunLog.read(run, broker.clients());
    assertThat(after.events().getLast().getIncarnation()).isEqualTo(8);
    assertThat(after.events().getLast().getBody()).isInstanceOf(WriterEnded.class);
  }

  @Test
  void leavesARunAloneWhoseProducerStillWrites() throws Exception {
    try (ProducerRun run = ProducerRun.claim(request("2026-11-23T07:45:12Z", Pace.times(5)));
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<RunOutcome> load = threads.submit(run::execute);

      assertThatThrownBy(() -> EndRun.end(run.id(), broker.clients(), Requests.PREFIX, "h"))
          .isInstanceOfSatisfying(
              RunException.class,
              e -> {
                assertThat(e.id()).isEqualTo("run-alive");
                assertThat(e.exitCode()).isEqualTo(1);
                assertThat(e.facts()).isNotEmpty();
              });

      assertThat(load.get().ended().getOutcome()).isEqualTo(WriterOutcome.COMPLETED);
      assertThat(RunLog.read(run.id(), broker.clients()).bodies(WriterStarted.class)).hasSize(1);
    }
  }

  @Test
  void aProducerWhoseRunWasEndedMeanwhileDoesNotReportSuccess() throws Exception {
    try (ProducerRun run = ProducerRun.claim(request("2026-11-24T07:45:12Z", Pace.max()))) {
      end(run.id(), "another", () -> {});

      assertThatThrownBy(run::execute)
          .isInstanceOfSatisfying(
              RunException.class,
              e -> {
                assertThat(e.id()).isEqualTo("run-taken-over");
                assertThat(e.exitCode()).isEqualTo(1);
                assertThat(e.headline())
                    .contains("incarnation 2 of its writer began on 'another' at offset");
              });
      assertThat(closedAs(run.id())).contains("crashed");
    }
  }

  @Test
  void aProducerWhoseRunWasEndedMeanwhileStopsBeforeItsEnd() throws Exception {
    try (ProducerRun run = ProducerRun.claim(request("2026-11-25T07:45:12Z", Pace.times(4)))) {
      end(run.id(), "another", () -> {});

      assertThatThrownBy(run::execute)
          .isInstanceOfSatisfying(
              RunException.class, e -> assertThat(e.id()).isEqualTo("run-taken-over"));

      assertThat(RunLog.read(run.id(), broker.clients()).bodies(WriterEnded.class)).hasSize(1);
      assertThat(closedAs(run.id())).contains("crashed");
    }
  }

  @Test
  void anotherRunInTheSamePartitionTakesNothingOver() throws Exception {
    try (ProducerRun run = ProducerRun.claim(request("2026-11-26T07:45:12Z", Pace.max()));
        LogWriter log = LogWriter.open(broker.clients(), Requests.PREFIX)) {
      RunId other = sharesPartition(run.id());
      new KafkaJournal(log, other, 0, 2, () -> 1L).writeAndAwait(new WriterStarted("n", "h"));

      RunOutcome outcome = run.execute();

      assertThat(outcome.ended().getOutcome()).isEqualTo(WriterOutcome.COMPLETED);
    }
  }

  @Test
  void selectsFromAllRunsWhereTheNewestDoNotSuffice() throws Exception {
    String prefix = "look.";
    Topics.createAndCheck(broker.clients(), prefix, Requests.PARTITIONS, Duration.ofSeconds(30));
    String old = "tiny/20261120074512";
    String open = "tiny/20261121074512";
    String newest = "tiny/20990101000000";
    for (String run : List.of(old, open, newest)) {
      send(Topic.EVENTS.name(prefix), run, new byte[0], "RunStarted");
    }
    for (String run : List.of(old, newest)) {
      send(Topic.SUMMARIES.name(prefix), run, new byte[0], null);
    }

    assertThat(RunLookup.find("latest", broker.clients(), prefix)).hasToString(newest);
    assertThat(RunLookup.find("latest~1", broker.clients(), prefix)).hasToString(open);
    assertThat(RunLookup.find("latest~2", broker.clients(), prefix)).hasToString(old);
    assertThatThrownBy(() -> RunLookup.find("tiny/20261", broker.clients(), prefix))
        .isInstanceOfSatisfying(
            RunException.class,
            e -> {
              assertThat(e.id()).isEqualTo("run-ambiguous");
              assertThat(e.facts()).containsExactly(old, open);
            });
  }

  @Test
  void followsARunToItsEnd() throws Exception {
    List<String> lines = new ArrayList<>();
    try (ProducerRun run = ProducerRun.claim(request("2026-11-22T07:45:12Z", Pace.times(20)));
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<Long> tail =
          threads.submit(
              () -> TailRun.tail(run.id(), broker.clients(), Requests.PREFIX, true, lines::add));

      RunOutcome outcome = run.execute();

      assertThat(tail.get()).isEqualTo(outcome.events());
      assertThat(lines.getLast()).contains("\"type\":\"WriterEnded\"");
    }
  }

  private static RunRequest request(String instant, Pace pace) {
    return Requests.tiny(broker.clients(), 5, Duration.ofSeconds(20), pace, Requests.at(instant));
  }

  private static RunId complete(String instant) {
    try (ProducerRun run = ProducerRun.claim(request(instant, Pace.max()))) {
      return run.execute().run();
    }
  }

  private static RunId sharesPartition(RunId run) {
    RunId other = run.next();
    while (Topics.partitionOf(other, Requests.PARTITIONS)
        != Topics.partitionOf(run, Requests.PARTITIONS)) {
      other = other.next();
    }
    return other;
  }

  private static Optional<String> closedAs(RunId run) {
    RunBooks books = new RunBooks();
    RunLog.read(run, broker.clients()).events().forEach(books::accept);
    return books.closedAs();
  }

  private static RunId killedInTheMiddle() throws Exception {
    List<Process> started = new ArrayList<>();
    try {
      RunId run =
          ProducerProcess.start(
              new ProcessBuilder(),
              String.valueOf(broker.clients().get("bootstrap.servers")),
              started);
      awaitRecords(run, 500);
      return run;
    } finally {
      for (Process process : started) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static void awaitRecords(RunId run, int records) {
    try (EventLog log = EventLog.open(broker.clients(), Topic.EVENTS, Requests.PREFIX)) {
      int partition = log.partitionOf(run);
      long at = log.end(partition);
      for (long end = at; end < at + records; ) {
        end = log.awaitEnd(partition, end);
      }
    }
  }

  private static EndOutcome end(RunId run, String host, Runnable beforeBegin) {
    return EndRun.end(
        run, broker.clients(), Requests.PREFIX, host, Duration.ofMillis(300), beforeBegin, null);
  }

  private static void send(RunId run, byte[] value) {
    send(Topic.EVENTS.name(Requests.PREFIX), run.toString(), value, null);
  }

  private static void send(String topic, String key, byte[] value, @Nullable String mark) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            broker.clients(), new ByteArraySerializer(), new ByteArraySerializer())) {
      ProducerRecord<byte[], byte[]> sent =
          new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
      if (mark != null) {
        sent.headers().add(Topic.MARK_HEADER, mark.getBytes(StandardCharsets.UTF_8));
      }
      producer.send(sent).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitAll(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long added(RunLog log, String kind) {
    return log.bodies(ObjectChanged.class).stream()
        .filter(change -> change.getKind().equals(kind) && change.getChange() == Change.ADDED)
        .count();
  }
}
