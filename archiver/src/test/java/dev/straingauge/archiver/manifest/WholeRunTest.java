package dev.straingauge.archiver.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.TestRun;
import dev.straingauge.archiver.chunk.ChunkBuilder;
import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.event.DeadLetter;
import dev.straingauge.event.EndMark;
import dev.straingauge.event.Event;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.RunClosed;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** When a run is whole, and what of its log the derived files are made from. */
class WholeRunTest extends RunFinisherFixture {

  private static final long SECOND = 1_000_000_000L;

  private final TestRun run = TestRun.of("n", 30, 0);
  private final Codec codec = new Codec();

  @Test
  void isIncompleteAndSaysWhyWhenRecordsAreMissing() {
    // Given
    archive(TestRun.of("n", 30, 0));
    store.list("lab/" + RUN + "/events/").stream()
        .skip(1)
        .limit(1)
        .forEach(o -> store.delete(o.key()));
    // When
    Manifest manifest = finish();
    // Then
    assertThat(manifest.complete()).isFalse();
    assertThat(manifest.reason()).isEqualTo("B6 does not balance for events");
    assertThat(manifest.books().getFirst().left() - manifest.books().getFirst().right())
        .isEqualTo(20);
  }

  @Test
  void isIncompleteAndSaysWhyWhenADeadLetterIsMissing() {
    // Given
    TestRun run = TestRun.of("n", 30, 3);
    archive(run);
    replace(
        Topic.DEAD_LETTERS, List.of(letter("malformed"), letter("malformed"), letter("no_run")));

    // When
    Manifest manifest = finish();

    // Then
    assertThat(manifest.complete()).isFalse();
    assertThat(manifest.reason()).isEqualTo("B6 does not balance for dead-letters");
    assertThat(manifest.books().getLast())
        .isEqualTo(
            new Manifest.Equation(
                "B6",
                "dead-letters",
                "set aside in the Summary ≤ archived, by cause",
                3,
                2,
                false,
                "malformed: 2 of 3"));
  }

  @Test
  void takesDeadLettersFromBeforeTheRunAndAfterIt() {
    // Given
    archive(TestRun.of("n", 30, 1));
    replace(
        Topic.DEAD_LETTERS,
        List.of(letter("no_run"), letter("malformed"), letter("malformed"), letter("after_close")));

    // When
    Manifest manifest = finish();

    // Then
    assertThat(manifest.complete()).as(manifest.reason()).isTrue();
    assertThat(manifest.books().getLast().left()).isEqualTo(1);
    assertThat(manifest.books().getLast().right()).isEqualTo(2);
  }

  @Test
  void countsWhatCameAfterTheClose() {
    // Given
    TestRun run = TestRun.of("n", 30, 0);
    List<byte[]> events = new ArrayList<>(run.events().stream().map(TestRun.Sent::value).toList());
    events.add(events.get(5));
    events.add(new byte[] {1});
    archive(run);
    replace(Topic.EVENTS, events);
    // When
    Manifest manifest = finish();
    // Then
    assertThat(manifest.complete()).as(manifest.reason()).isTrue();
    assertThat(manifest.topics())
        .hasEntrySatisfying(
            "events", facts -> assertThat(facts.records()).isEqualTo(events.size()));
  }

  @Test
  void isIncompleteWhenAResultIsMissing() {
    archive(run);
    replace(Topic.SLICES, values(Topic.SLICES).subList(1, values(Topic.SLICES).size()));

    assertThat(finish().reason()).isEqualTo("B6 does not balance for slices");
  }

  @Test
  void isIncompleteWithoutEndMarks() {
    archive(run);
    replace(Topic.BREACHES, List.of());

    assertThat(finish().reason()).isEqualTo("B6 does not balance for breaches");

    for (Topic topic : Topic.RESULTS) {
      replace(topic, values(topic).subList(0, values(topic).size() - 1));
    }
    store.delete("lab/" + RUN + "/MANIFEST.json");
    assertThat(finish().books().getFirst().balanced()).isFalse();
  }

  @Test
  void isIncompleteWhenEndMarksDisagree() {
    archive(run);
    replace(Topic.INCIDENTS, List.of(codec.encode(new EndMark(5L, 0L))));

    assertThat(finish().books().getFirst().note()).isEqualTo("the EndMarks do not agree");
    assertThat(finish().complete()).isFalse();
  }

  @Test
  void isIncompleteWithoutAnyMarkAndEvents() {
    archive(run);
    for (Topic topic : Topic.values()) {
      replace(topic, List.of());
    }

    Manifest manifest = finish();

    assertThat(manifest.reason())
        .startsWith(
            "RunStarted is missing; the Summary is missing; B6 does not balance for events");
    assertThat(manifest.books().getFirst().note()).isEqualTo("no EndMark");
  }

  @Test
  void isIncompleteWhenChunksOverlap() {
    archive(run);
    ChunkBuilder chunk =
        new ChunkBuilder(TopicFormat.of(Topic.SLICES), new ChunkName(Topic.SLICES, 3, 110, false));
    byte[] slice = values(Topic.SLICES).getFirst();
    chunk.add(slice, TopicFormat.of(Topic.SLICES).branch(slice), 110);
    store.putIfAbsent(
        "lab/" + RUN + "/" + chunk.name(), Content.of(chunk.finish()), new TreeMap<>());

    assertThat(finish().reason()).startsWith("chunks of slices overlap");
  }

  /** As the analysis reads the log (contract I4). */
  @Test
  void usesNoDuplicateNoZombieNoWrongTimeAndNothingAfterTheClose() throws Exception {
    // Given
    archive(run);
    List<byte[]> events = new ArrayList<>(values(Topic.EVENTS));
    Event last = codec.decodeEvent(events.removeLast());
    long sequence = last.getSequence();
    long time = last.getTime();
    events.add(operation(900, 1, sequence - 1, time));
    events.add(operation(901, 0, sequence + 50, time));
    events.add(operation(902, 1, sequence, time - 100 * SECOND));
    events.add(operation(903, 1, sequence + 1, time + 25 * 3_600 * SECOND));
    events.add(codec.encode(new Event(0, 1, sequence + 2, time, last.getBody())));
    events.add(operation(904, 1, sequence + 3, time));
    replace(Topic.EVENTS, events);

    // When
    finish();

    // Then
    assertThat(rows("operations.parquet", "SELECT count(*), max(id) FROM FILE"))
        .containsExactly("31|30");
  }

  @Test
  void endsWithTheClosersMark() throws Exception {
    archive(run);
    List<byte[]> events = new ArrayList<>(values(Topic.EVENTS));
    Event last = codec.decodeEvent(events.removeLast());
    events.add(codec.encode(new Event(-1, 0, 0L, last.getTime(), new RunClosed("operator"))));
    events.add(operation(905, 1, last.getSequence(), last.getTime()));
    replace(Topic.EVENTS, events);

    Manifest manifest = finish();

    assertThat(manifest.complete()).as(manifest.reason()).isTrue();
    assertThat(rows("operations.parquet", "SELECT max(id) FROM FILE")).containsExactly("30");
  }

  private List<byte[]> values(Topic topic) {
    List<TestRun.Sent> all = new ArrayList<>(run.events());
    all.addAll(run.results());
    return all.stream().filter(s -> s.topic() == topic).map(TestRun.Sent::value).toList();
  }

  private byte[] operation(long id, int incarnation, long sequence, long time) {
    OperationStarted body = new OperationStarted(id, "attach_pod", "churn", "v", time, null);
    return codec.encode(new Event(0, incarnation, sequence, time, body));
  }

  private static byte[] letter(String cause) {
    return new Codec().encode(new DeadLetter(cause, null, "why", ByteBuffer.allocate(1)));
  }
}
