package dev.straingauge.analyzer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.analyzer.fold.EventLog;
import dev.straingauge.event.BookEquation;
import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.DeadLetter;
import dev.straingauge.event.Driver;
import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.LateEffect;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.StepStarted;
import dev.straingauge.event.Summary;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.sketch.LatencySketch;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that decode and cannot be: none stops the analyzer, and each is seen. */
class HostileRecordsTest {

  private static final String RUN = "test/20260101000000";
  private static final long NOW = EventLog.EPOCH + EventLog.SECOND;
  private static final long HOUR = 3_600 * EventLog.SECOND;
  private static final long OPEN = 10;
  private static final String LONG_NAME = "x".repeat(900_000);

  @TempDir Path folder;
  private final Codec codec = new Codec();
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> events;

  @BeforeEach
  void start() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    driver =
        new TopologyTestDriver(
            AnalyzerTopology.build("", new OpenRuns(), Duration.ofMillis(100)), properties);
    events =
        driver.createInputTopic(
            Topic.EVENTS.name(""), new StringSerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  static Stream<Arguments> bodies() {
    LatencySketch long84 = sketch(85 * HOUR, 1);
    return Stream.of(
        Arguments.of("fewer values than I/Os", io(2, 0, 0, sketch(1, 1), null)),
        Arguments.of("values of failed I/Os", io(1, 1, 0, sketch(1, 1), null)),
        Arguments.of("fewer response times", io(2, 0, 0, sketch(1, 2), sketch(1, 1))),
        Arguments.of("service above 84 h", io(1, 0, 0, long84, null)),
        Arguments.of("response above 84 h", io(1, 0, 0, sketch(1, 1), long84)),
        Arguments.of("sum", io(1_000_000, 0, 0, sketch(80 * HOUR, 30_000), null)),
        Arguments.of("sum of I/Os", io(2_000, 0, 0, sketch(80 * HOUR, 2_000), null)),
        Arguments.of("count", io(Long.MAX_VALUE, 0, 0, sketch(0, Long.MAX_VALUE), null)),
        Arguments.of("errors", io(Long.MAX_VALUE, Long.MAX_VALUE, 0, new LatencySketch(), null)),
        Arguments.of("bytes", io(1, 0, Long.MAX_VALUE, sketch(1, 1), null)),
        Arguments.of(
            "kind",
            new IoInterval(
                "n", "s", "n", LONG_NAME, NOW, NOW, 0L, 0L, 0L, bytes(new LatencySketch()), null)),
        Arguments.of("bytes of an operation", finished("attach_pod", Long.MAX_VALUE)),
        Arguments.of("name of an operation that ends", finished(LONG_NAME, 0)),
        Arguments.of("name", new OperationStarted(1L, LONG_NAME, "s", "v", NOW, null)),
        Arguments.of("name of a step", new OperationStarted(1L, "o", LONG_NAME, "v", NOW, null)),
        Arguments.of("skipped", new OperationSkipped(1L, "o", LONG_NAME, NOW, "r")),
        Arguments.of("reason", new OperationSkipped(1L, "o", "s", NOW, LONG_NAME)),
        Arguments.of("late effect", new LateEffect(1L, LONG_NAME, "s")),
        Arguments.of("step", new StepStarted(LONG_NAME, null, 1L, false)),
        Arguments.of("wall clock", new Heartbeat(Long.MIN_VALUE)),
        Arguments.of(
            "cleanup",
            new CleanupDone(
                Collections.nCopies(101, new CleanupOfKind("Pod", 0L, 0L, 0L, List.of(), null)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void isADeadLetterAndTheRunGoesOn(String name, SpecificRecord body) throws Exception {
    EventLog log = EventLog.begin().at(EventLog.SECOND).write(body).at(2 * EventLog.SECOND);

    log.end(WriterOutcome.COMPLETED).events().forEach(this::send);

    assertThat(deadLetters()).containsExactly("malformed");
    BookEquation read = recordsOf(summary());
    assertThat(read.getBalanced()).isTrue();
    assertThat(read.getLeft()).isEqualTo(log.events().size());
  }

  static Stream<Arguments> starts() {
    return Stream.of(
        Arguments.of("tick of 1 ns", start(NOW, 1, 0, "{}", "d")),
        Arguments.of("tick of centuries", start(NOW, Long.MAX_VALUE, 0, "{}", "d")),
        Arguments.of("grace", start(NOW, EventLog.SECOND, Long.MAX_VALUE, "{}", "d")),
        Arguments.of("grace of many ticks", start(NOW, EventLog.SECOND, HOUR, "{}", "d")),
        Arguments.of("before 1970", start(-1, EventLog.SECOND, 0, "{}", "d")),
        Arguments.of("far future", start(Long.MAX_VALUE, EventLog.SECOND, 0, "{}", "d")),
        Arguments.of("driver", start(NOW, EventLog.SECOND, 0, "{}", LONG_NAME)),
        Arguments.of("config", start(NOW, EventLog.SECOND, 0, "{}" + " ".repeat(950_000), "d")),
        Arguments.of("window", start(NOW, windows("1e30", "1"))),
        Arguments.of("window of centuries", start(NOW, windows("" + Long.MAX_VALUE, "1"))),
        Arguments.of(
            "parts", start(NOW, windows("" + 10_001 * EventLog.SECOND, "" + EventLog.SECOND))),
        Arguments.of("series", start(NOW, "{\"analysis\":{\"maxSeries\":2147483647}}")),
        Arguments.of("open", start(NOW, "{\"analysis\":{\"maxOpenOperations\":2147483647}}")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("starts")
  void startIsADeadLetterAndTheNextOneHolds(String name, Event start) throws Exception {
    send(start);
    EventLog.begin().at(EventLog.SECOND).end(WriterOutcome.COMPLETED).events().forEach(this::send);

    assertThat(deadLetters()).containsExactly("no_run");
    assertThat(summary().getBooksBalanced()).isTrue();
  }

  @Test
  void sumsThatWouldOverflowAreRefusedOneByOne() throws Exception {
    EventLog log = EventLog.begin().at(EventLog.SECOND);
    for (int i = 0; i < 200; i++) {
      log.write(io(200, 0, 1L << 56, sketch(80 * HOUR, 200), sketch(80 * HOUR, 200)));
    }

    log.at(2 * EventLog.SECOND).end(WriterOutcome.COMPLETED).events().forEach(this::send);

    List<String> causes = deadLetters();
    assertThat(Collections.frequency(causes, "malformed")).isEqualTo(180);
    assertThat(Collections.frequency(causes, "late")).isEqualTo(20);
    assertThat(summary().getIo().getFirst().getCount()).isEqualTo(20 * 200);
  }

  @Test
  void agesThatWouldOverflowAreCut() throws Exception {
    // Given
    long days = 35 * 365;
    List<Event> run = new ArrayList<>();
    run.add(start(0, HOUR, 0, "{\"analysis\":{\"windows\":[]}}", "d"));
    for (long id = 1; id <= OPEN; id++) {
      run.add(new Event(0, 1, id + 1, 0L, new OperationStarted(id, "o", "s", "v", 0L, null)));
    }

    // When
    for (long day = 1; day <= days; day++) {
      run.add(new Event(0, 1, day + OPEN + 1, day * 24 * HOUR, new Heartbeat(day * 24 * HOUR)));
    }
    run.forEach(this::send);
    send(
        new EventLog()
            .write(new Heartbeat(0L)).end(WriterOutcome.ABORTED).events().stream()
                .map(end -> new Event(0, 1, days + OPEN + 2, days * 24 * HOUR, end.getBody()))
                .toList()
                .getLast());

    // Then
    assertThat(deadLetters()).isEmpty();
    assertThat(summary().getOperations().getFirst().getUnfinished()).isEqualTo(OPEN);
  }

  @Test
  void lettersStayBelowOneMebibyteWhateverTheyQuote() {
    // Given
    String member = "{\"analysis\":{\"" + "€".repeat(45_000) + "\":1}}" + " ".repeat(783_000);
    byte[] unknown = "y".repeat(1_045_000).getBytes(StandardCharsets.UTF_8);
    Headers headers = new RecordHeaders();
    headers.add(Topic.MARK_HEADER, "m".repeat(100_000).getBytes(StandardCharsets.UTF_8));

    // When
    send(start(NOW, member));
    events.pipeInput("k".repeat(1_000_000), unknown);
    events.pipeInput(new TestRecord<>("k", new byte[1_000_000], headers));

    // Then
    var letters =
        driver
            .createOutputTopic(
                Topic.DEAD_LETTERS.name(""), new StringDeserializer(), new ByteArrayDeserializer())
            .readRecordsToList();
    assertThat(letters)
        .hasSize(3)
        .allMatch(letter -> letter.value().length + letter.key().length() < (1 << 20) - 2_000);
  }

  private static Event start(long time, String config) {
    return start(time, EventLog.SECOND, 0, config, "d");
  }

  private static Event start(long time, long tick, long grace, String config, String driver) {
    return new Event(
        0,
        1,
        1L,
        time,
        new RunStarted(
            "hostile",
            1,
            tick,
            grace,
            1L,
            "scenario",
            config,
            "00000000",
            1L,
            new Driver(driver, "1", List.of()),
            new ClusterFacts("simulated", "1", 1, "f"),
            "0",
            List.of(),
            null));
  }

  private static String windows(String size, String advance) {
    return "{\"analysis\":{\"windows\":[{\"sizeNanos\":%s,\"advanceNanos\":%s}]}}"
        .formatted(size, advance);
  }

  private static IoInterval io(
      long count,
      long errors,
      long bytes,
      LatencySketch service,
      @Nullable LatencySketch response) {
    return new IoInterval(
        "n",
        "s",
        "n",
        "read",
        NOW - 1,
        NOW,
        count,
        errors,
        bytes,
        bytes(service),
        response == null ? null : bytes(response));
  }

  private static OperationFinished finished(String operation, long bytes) {
    return new OperationFinished(
        1L, operation, "s", "v", NOW, null, NOW, null, NOW, 0L, bytes, 1, Outcome.SUCCEEDED, null);
  }

  private static LatencySketch sketch(long nanos, long times) {
    LatencySketch sketch = new LatencySketch();
    sketch.record(nanos, times);
    return sketch;
  }

  private static ByteBuffer bytes(LatencySketch sketch) {
    return ByteBuffer.wrap(sketch.toBytes());
  }

  private static BookEquation recordsOf(Summary summary) {
    return summary.getBooks().stream().filter(book -> book.getId().equals("B2")).findFirst().get();
  }

  private void send(Event event) {
    events.pipeInput(RUN, codec.encode(event));
  }

  private Summary summary() throws MalformedRecordException {
    return (Summary) codec.decode(read(Topic.SUMMARIES).get(1));
  }

  private List<String> deadLetters() throws MalformedRecordException {
    List<String> causes = new ArrayList<>();
    for (byte[] value : read(Topic.DEAD_LETTERS)) {
      causes.add(((DeadLetter) codec.decode(value)).getCause());
    }
    return causes;
  }

  private List<byte[]> read(Topic topic) {
    return driver
        .createOutputTopic(topic.name(""), new StringDeserializer(), new ByteArrayDeserializer())
        .readValuesToList();
  }
}
