package dev.straingauge.analyzer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.analyzer.fold.Collected;
import dev.straingauge.analyzer.fold.RandomRun;
import dev.straingauge.event.DeadLetter;
import dev.straingauge.event.EndMark;
import dev.straingauge.event.Event;
import dev.straingauge.event.RunOpened;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzerTopologyTest {

  private static final String RUN = "test/20260101000000";
  private static final String PREFIX = "p.";

  @TempDir Path folder;
  private final Codec codec = new Codec();
  private final OpenRuns openRuns = new OpenRuns();
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> events;

  @BeforeEach
  void start() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    driver =
        new TopologyTestDriver(
            AnalyzerTopology.build(PREFIX, openRuns, Duration.ofMillis(100)), properties);
    events =
        driver.createInputTopic(
            Topic.EVENTS.name(PREFIX), new StringSerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void resultsOfRunsSideBySideAreThoseOfEachAlone() {
    // Given
    List<Event> one = RandomRun.events(1, 15, 20);
    List<Event> other = RandomRun.events(2, 15, 20);

    // When
    for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
      if (i < one.size()) {
        send(RUN, one.get(i));
      }
      if (i < other.size()) {
        send("other/20260101000000", other.get(i));
      }
    }

    // Then
    for (Topic topic : Topic.RESULTS) {
      List<TestRecord<String, byte[]>> all = read(topic);
      assertThat(ofRun(all, RUN))
          .as(topic.shortName())
          .isEqualTo(encoded(Collected.of(one), topic));
      assertThat(ofRun(all, "other/20260101000000"))
          .as(topic.shortName())
          .isEqualTo(encoded(Collected.of(other), topic));
    }
    assertThat(openRuns.all()).isEmpty();
    assertThat(openRuns.takeEnded()).isNotEmpty();
    assertThat(openRuns.takeEnded()).isEmpty();
  }

  @Test
  void marksOfResultsCarryTheirTypeInAHeader() throws Exception {
    RandomRun.events(3, 3, 20).forEach(event -> send(RUN, event));

    List<TestRecord<String, byte[]>> summaries = read(Topic.SUMMARIES);

    assertThat(summaries.stream().map(AnalyzerTopologyTest::mark))
        .containsExactly("RunOpened", "Summary", "EndMark");
    assertThat(codec.decode(summaries.get(0).value())).isInstanceOf(RunOpened.class);
    assertThat(codec.decode(summaries.get(1).value())).isInstanceOf(Summary.class);
    assertThat(codec.decode(summaries.get(2).value())).isInstanceOf(EndMark.class);
    assertThat(mark(read(Topic.BREACHES).getLast())).isEqualTo("EndMark");
    assertThat(mark(read(Topic.SLICES).getFirst())).isNull();
  }

  @Test
  void poisonIsADeadLetterAndCountsInTheBooksOfItsRun() throws Exception {
    // Given
    List<Event> run = RandomRun.events(4, 3, 20);
    byte[] poison = "poison".getBytes(StandardCharsets.UTF_8);

    // When
    send(RUN, run.getFirst());
    events.pipeInput(RUN, poison);
    events.pipeInput(new TestRecord<>(RUN, null));
    run.subList(1, run.size()).forEach(event -> send(RUN, event));

    // Then
    Summary summary = (Summary) codec.decode(read(Topic.SUMMARIES).get(1).value());
    assertThat(summary.getBooksBalanced()).isTrue();
    assertThat(summary.getBooks().get(1).getLeft()).isEqualTo(run.size() + 2);
    List<DeadLetter> letters = deadLetters();
    assertThat(letters.stream().map(DeadLetter::getCause))
        .containsExactly("malformed", "malformed");
    assertThat(letters.getFirst().getContent()).isEqualTo(ByteBuffer.wrap(poison));
    assertThat(letters.getFirst().getDetail()).isEqualTo("6 bytes that do not begin with C3 01");
    assertThat(letters.get(1).getDetail()).isEqualTo("no value");
  }

  @Test
  void poisonOfTheLargestSizeStillFitsIntoADeadLetter() throws Exception {
    events.pipeInput(RUN, new byte[1 << 20]);

    DeadLetter letter = deadLetters().getFirst();

    assertThat(letter.getContent().remaining()).isEqualTo(1_000_000);
    assertThat(letter.getDetail()).endsWith("(first 1000000 of 1048576 bytes)");
  }

  @Test
  void recordsWithoutAnOpenRunAreDeadLetters() throws Exception {
    // Given
    List<Event> run = RandomRun.events(5, 3, 20);

    // When
    send(RUN, run.get(1));
    send("no run id", run.getFirst());
    events.pipeInput(new TestRecord<>(null, codec.encode(run.getFirst())));
    run.forEach(event -> send(RUN, event));
    send(RUN, run.getLast());
    send(RUN, run.getFirst());
    events.pipeInput(RUN, new byte[] {1});

    // Then
    assertThat(deadLetters().stream().map(DeadLetter::getCause))
        .containsExactly("no_run", "no_run", "no_run", "after_close", "after_close", "after_close");
    assertThat(read(Topic.SUMMARIES)).hasSize(3);
  }

  @Test
  void deadLetterKeepsTheMarkAndTheBytes() throws Exception {
    byte[] content = codec.encode(RandomRun.events(6, 3, 20).getLast());
    RecordHeaders headers = new RecordHeaders();
    headers.add(Topic.MARK_HEADER, "WriterEnded".getBytes(StandardCharsets.UTF_8));

    events.pipeInput(new TestRecord<>(RUN, content, headers));

    assertThat(deadLetters().getFirst().getMark()).isEqualTo("WriterEnded");
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void stateOfARunGoesAtItsClose() {
    List<Event> run = RandomRun.events(7, 3, 20);

    run.subList(0, run.size() - 1).forEach(event -> send(RUN, event));
    long whenOpen = cells();
    OpenRuns.OpenRun shown = openRuns.all().getFirst();
    send(RUN, run.getLast());

    assertThat(whenOpen).isGreaterThan(5);
    assertThat(shown.runId()).isEqualTo(RUN);
    assertThat(shown.watermarkNanos()).isEqualTo(run.get(run.size() - 2).getTime());
    assertThat(shown.eventsRead()).isEqualTo(run.size() - 1L);
    assertThat(cells()).as("the id of the closed run is remembered").isEqualTo(1);
  }

  @Test
  void everyNodeAndStoreIsNamed() {
    Topology topology = AnalyzerTopology.build(PREFIX, openRuns, Duration.ofMillis(100));

    assertThat(topology.describe().toString())
        .contains(
            "Source: events",
            "Processor: analyse-runs (stores: [runs])",
            "Sink: write-slices",
            "Sink: write-dead-letters")
        .doesNotContain("KSTREAM");
  }

  private long cells() {
    return ((RunStore) Objects.requireNonNull(driver.getAllStateStores().get(RunStoreBuilder.NAME)))
        .cells();
  }

  private void send(String key, Event event) {
    events.pipeInput(key, codec.encode(event));
  }

  private List<TestRecord<String, byte[]>> read(Topic topic) {
    return driver
        .createOutputTopic(
            topic.name(PREFIX), new StringDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  private List<DeadLetter> deadLetters() throws MalformedRecordException {
    List<DeadLetter> letters = new ArrayList<>();
    for (TestRecord<String, byte[]> found : read(Topic.DEAD_LETTERS)) {
      letters.add((DeadLetter) codec.decode(found.value()));
    }
    return letters;
  }

  private static List<ByteBuffer> ofRun(List<TestRecord<String, byte[]>> all, String run) {
    return all.stream()
        .filter(found -> found.key().equals(run))
        .map(found -> ByteBuffer.wrap(found.value()))
        .toList();
  }

  private List<ByteBuffer> encoded(Collected collected, Topic topic) {
    return collected.of(topic, SpecificRecord.class).stream()
        .map(codec::encode)
        .map(ByteBuffer::wrap)
        .toList();
  }

  private static @Nullable String mark(TestRecord<String, byte[]> found) {
    var mark = found.headers().lastHeader(Topic.MARK_HEADER);
    return mark == null ? null : new String(mark.value(), StandardCharsets.UTF_8);
  }
}
