package dev.straingauge.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.CsiDriver;
import dev.straingauge.event.Custom;
import dev.straingauge.event.Event;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.Node;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Pod;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventReaderTest {

  private static final int EVENTS = 20_000;

  private static final List<Class<?>> FACTS =
      List.of(
          Attachment.class,
          Claim.class,
          CsiDriver.class,
          Custom.class,
          Node.class,
          PersistentVolume.class,
          Pod.class);

  private final Codec codec = new Codec();
  private final EventReader reader =
      new EventReader(codec, FACTS.subList(0, 3), List.of("FailedMount", ""));

  private final RecordShape shape = RecordShape.of(Event.getClassSchema());

  private Optional<Event> read(byte[] bytes) {
    try {
      return Optional.of(reader.read(bytes));
    } catch (MalformedRecordException e) {
      return Optional.empty();
    }
  }

  private Optional<Event> decoded(byte[] bytes) {
    try {
      return Optional.of(codec.decodeEvent(bytes));
    } catch (MalformedRecordException e) {
      return Optional.empty();
    }
  }

  private static boolean wanted(Event event) {
    return switch (event.getBody()) {
      case KubernetesEventSeen seen ->
          seen.getReason().isEmpty() || seen.getReason().equals("FailedMount");
      case ObjectChanged changed -> FACTS.subList(0, 3).contains(changed.getFacts().getClass());
      default -> true;
    };
  }

  @Test
  void givesWhatIsWantedWholeAndOfTheRestTheEnvelope() throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    int unread = 0;
    for (int i = 0; i < EVENTS; i++) {
      byte[] bytes = Records.random(Event.getClassSchema(), random);
      Event whole = decoded(bytes).orElseThrow();
      Event event = read(bytes).orElseThrow();
      if (wanted(whole)) {
        assertThat(event).isEqualTo(whole);
      } else {
        unread++;
        assertThat(event.getBody()).isInstanceOf(whole.getBody().getClass());
        assertThat(event.getBody()).isNotEqualTo(whole.getBody());
        assertThat(List.of(event.getWriter(), event.getIncarnation()))
            .isEqualTo(List.of(whole.getWriter(), whole.getIncarnation()));
        assertThat(List.of(event.getSequence(), event.getTime()))
            .isEqualTo(List.of(whole.getSequence(), whole.getTime()));
      }
    }
    assertThat(unread).isGreaterThan(EVENTS / 50);
  }

  @Test
  void givesEventsOfTheReasonsThatAreWanted() throws Exception {
    for (String reason : List.of("FailedMount", "", "FailedMoun", "FailedMounts", "SailedMount")) {
      KubernetesEventSeen seen =
          new KubernetesEventSeen("u", reason, "Warning", "n", "Pod", null, "p", "", "r", 1, null);
      Event event = new Event(0, 1, 1L, 5L, seen);

      Event read = reader.read(codec.encode(event));

      assertThat(read.getBody().equals(seen)).as(reason).isEqualTo(wanted(event));
    }
  }

  @Test
  void readsWholeWhatComesAgainAndWhatIsLong() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    EventReader all = new EventReader(codec, FACTS, List.of("Long", "Short"));
    for (int i = 0; i < EVENTS; i++) {
      String name = "n".repeat(random.nextInt(70)) + (char) ('ā' + random.nextInt(400));
      KubernetesEventSeen seen =
          new KubernetesEventSeen(
              name, "Short", "Warning", name, "Pod", name, name, name, "Long", 1, 5L);
      Pod pod = new Pod(name, null, true, false, List.of(name, "", name), name, true, -1L, null);
      ObjectChanged changed =
          new ObjectChanged("Pod", name, name, name, name, Change.LISTED, null, pod);
      for (Object body : List.of(seen, changed)) {
        Event event = new Event(0, 1, 1L, 5L, body);
        assertThat(all.read(codec.encode(event))).isEqualTo(event);
      }
    }
  }

  @Test
  void refusesWhatTheCodecRefuses() throws Exception {
    SplittableRandom random = new SplittableRandom(6);
    int refused = 0;
    for (int i = 0; i < EVENTS; i++) {
      byte[] bytes = Records.random(Event.getClassSchema(), random);
      byte[] broken =
          random.nextBoolean()
              ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 2))
              : bytes.clone();
      if (broken.length > 0) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      Optional<Event> whole = decoded(broken);
      Optional<Event> event = read(broken);
      assertThat(event.isPresent()).isEqualTo(whole.isPresent());
      if (whole.filter(EventReaderTest::wanted).isPresent()) {
        assertThat(event).isEqualTo(whole);
      }
      refused += whole.isPresent() ? 0 : 1;
    }
    assertThat(refused).isBetween(EVENTS / 10, EVENTS - EVENTS / 10);
  }

  /** A number of more bytes than its type has is none, though a shorter form of it is. */
  @Test
  void refusesLongFormsOfNumbersThatTheCodecRefuses() throws Exception {
    SplittableRandom random = new SplittableRandom(8);
    int refused = 0;
    for (int i = 0; i < EVENTS / 50; i++) {
      byte[] bytes = Records.random(Event.getClassSchema(), random);
      for (int at = Codec.HEADER_BYTES; at < bytes.length; at++) {
        if (bytes[at] >= 0) {
          byte[] longer = Arrays.copyOf(bytes, bytes.length + 5);
          System.arraycopy(bytes, at + 1, longer, at + 6, bytes.length - at - 1);
          Arrays.fill(longer, at, at + 5, (byte) 0x80);
          longer[at] |= bytes[at];
          longer[at + 5] = 0;
          boolean sound = decoded(longer).isPresent();
          assertThat(read(longer).isPresent()).isEqualTo(sound);
          assertThat(shape.end(longer, Codec.HEADER_BYTES, longer.length) == longer.length)
              .isEqualTo(sound);
          refused += sound ? 0 : 1;
        }
      }
    }
    assertThat(refused).isPositive();
  }
}
