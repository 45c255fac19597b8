package dev.straingauge.producer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class NeighboursTest {

  private final Neighbours neighbours = new Neighbours();

  @Test
  void hasNoneWhereOffsetsFollowOneAnother() {
    acknowledged(7, 8, 9);

    assertThat(neighbours.unread()).isEmpty();
  }

  @Test
  void reachesFromTheFirstForeignRecordToTheLast() {
    acknowledged(7, 8, 11, 12, 15);

    assertThat(neighbours.unread()).contains(new Stretch(3, 9, 15));
  }

  @Test
  void beginsAnewAfterWhatWasRead() {
    acknowledged(7, 9);
    neighbours.readTo(9);
    assertThat(neighbours.unread()).isEmpty();

    acknowledged(10, 13, 15);

    assertThat(neighbours.unread()).contains(new Stretch(3, 11, 15));
  }

  @Test
  void keepsWhatCameWhileTheRestWasRead() {
    acknowledged(7, 9);
    Stretch reading = neighbours.unread().orElseThrow();
    acknowledged(20);

    neighbours.readTo(reading.to());

    assertThat(neighbours.unread()).contains(new Stretch(3, 9, 20));
  }

  @Test
  void findsThePlaceOfARecordWithoutOneInTheNext() {
    acknowledged(7, -1, 9);

    assertThat(neighbours.unread()).contains(new Stretch(3, 8, 9));
  }

  private void acknowledged(long... offsets) {
    for (long offset : offsets) {
      neighbours.acknowledged(
          new RecordMetadata(new TopicPartition("t.events", 3), offset, 0, 1L, 4, 9));
    }
  }
}
