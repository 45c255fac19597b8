package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.Event;
import dev.straingauge.schemas.run.ClockRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Who wrote what: the rules of contract I4 over three longs per writer, and the counts of B1 per
 * incarnation. Not thread-safe.
 */
final class Writers {

  /** The closer: its marks have no sequence. */
  static final int CLOSER = -1;

  private final List<Writer> writers = new ArrayList<>();

  /** One announced writer. Until its first record it has no time. */
  static final class Writer {
    final int number;
    final List<Incarnation> incarnations = new ArrayList<>();
    long lastTime = ClockRule.NONE;

    Writer(int number) {
      this.number = number;
    }

    int newest() {
      return incarnations.isEmpty() ? 0 : incarnations.getLast().number;
    }
  }

  /** One life of a writer. */
  static final class Incarnation {
    final int number;
    long lastSequence;
    long accepted;
    long clock;
    long missing;

    Incarnation(int number) {
      this.number = number;
    }
  }

  Writers(int announced) {
    for (int i = 0; i < announced; i++) {
      writers.add(new Writer(i));
    }
  }

  List<Writer> all() {
    return writers;
  }

  boolean isAnnounced(int writer) {
    return writer >= 0 && writer < writers.size();
  }

  /** Whether the record begins a new life of a writer that lived before. */
  boolean beginsNewLife(Event event) {
    int newest = writers.get(event.getWriter()).newest();
    return newest > 0 && event.getIncarnation() > newest;
  }

  /**
   * Says what becomes of a record of an announced writer, and counts it.
   *
   * @param timeIsRight whether the record's own times agree with its time
   */
  Fate admit(Event event, boolean timeIsRight) {
    Writer writer = writers.get(event.getWriter());
    int newest = writer.newest();
    if (event.getIncarnation() < newest) {
      return Fate.ZOMBIE;
    }
    if (event.getIncarnation() > newest) {
      writer.incarnations.add(new Incarnation(event.getIncarnation()));
    }
    Incarnation incarnation = writer.incarnations.getLast();
    long sequence = event.getSequence();
    if (sequence <= incarnation.lastSequence) {
      return Fate.DUPLICATE;
    }
    incarnation.missing += sequence - incarnation.lastSequence - 1;
    incarnation.lastSequence = sequence;
    if (!timeIsRight || isNoTime(event.getTime(), writer.lastTime)) {
      incarnation.clock++;
      return Fate.CLOCK;
    }
    incarnation.accepted++;
    writer.lastTime = event.getTime();
    return Fate.ACCEPTED;
  }

  long missing() {
    return sum(writers, incarnation -> incarnation.missing);
  }

  /** Whether {@code time} cannot follow {@code last}. */
  static boolean isNoTime(long time, long last) {
    return !ClockRule.mayFollow(time, last);
  }

  void write(StateWriter out) {
    for (Writer writer : writers) {
      out.writeLong(writer.lastTime).writeInt(writer.incarnations.size());
      for (Incarnation incarnation : writer.incarnations) {
        out.writeInt(incarnation.number)
            .writeLong(incarnation.lastSequence)
            .writeLong(incarnation.accepted);
        out.writeLong(incarnation.clock).writeLong(incarnation.missing);
      }
    }
  }

  void read(StateReader in) {
    for (Writer writer : writers) {
      writer.lastTime = in.readLong();
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        Incarnation incarnation = new Incarnation(in.readInt());
        incarnation.lastSequence = in.readLong();
        incarnation.accepted = in.readLong();
        incarnation.clock = in.readLong();
        incarnation.missing = in.readLong();
        writer.incarnations.add(incarnation);
      }
    }
  }

  private interface CountOf {
    long of(Incarnation incarnation);
  }

  private static long sum(List<Writer> writers, CountOf count) {
    long sum = 0;
    for (Writer writer : writers) {
      for (Incarnation incarnation : writer.incarnations) {
        sum += count.of(incarnation);
      }
    }
    return sum;
  }
}
