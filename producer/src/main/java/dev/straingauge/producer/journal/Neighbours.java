package dev.straingauge.producer.journal;

import java.util.Optional;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Where others wrote among the records of one journal, told from the offsets of its own: a journal
 * that is alone has them without a gap, so it need not read anything back. Thread-safe.
 */
final class Neighbours {

  private int partition;
  private long next = -1;
  private long from;
  private long to;

  /** Takes the place of the journal's next record. */
  synchronized void acknowledged(RecordMetadata place) {
    if (!place.hasOffset()) {
      // A retry that the broker took before and whose place it forgot; the next record shows a gap.
      return;
    }
    if (next >= 0 && place.offset() > next) {
      from = from == to ? next : from;
      to = place.offset();
    }
    partition = place.partition();
    next = Math.max(next, place.offset() + 1);
  }

  /** From the first to the last foreign record that was not looked at; own ones are among them. */
  synchronized Optional<Stretch> unread() {
    return from == to ? Optional.empty() : Optional.of(new Stretch(partition, from, to));
  }

  /** All before {@code offset} was looked at. */
  synchronized void readTo(long offset) {
    from = Math.clamp(offset, from, to);
  }
}
