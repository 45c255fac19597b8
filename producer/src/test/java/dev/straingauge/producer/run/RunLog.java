package dev.straingauge.producer.run;

import dev.straingauge.event.Event;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.WriterStarted;
import dev.straingauge.producer.journal.EventLog;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The records of one run, read back. */
record RunLog(List<Event> events, List<byte[]> values) {

  static RunLog read(RunId run, Map<String, Object> kafka) {
    Codec codec = new Codec();
    List<Event> events = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    try (EventLog log = EventLog.open(kafka, Topic.EVENTS, Requests.PREFIX)) {
      int partition = log.partitionOf(run);
      log.read(
          partition,
          0,
          log.end(partition),
          record -> {
            if (record.key().equals(run.toString())) {
              values.add(record.value());
              events.add(decode(codec, record.value()));
            }
          });
    }
    return new RunLog(events, values);
  }

  <T> List<T> bodies(Class<T> type) {
    return events.stream().map(Event::getBody).filter(type::isInstance).map(type::cast).toList();
  }

  /** As in contract §8, without RunStarted and WriterStarted. */
  String hash() throws Exception {
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < values.size(); i++) {
      Object body = events.get(i).getBody();
      if (!(body instanceof RunStarted) && !(body instanceof WriterStarted)) {
        hash.update(ByteBuffer.allocate(4).putInt(values.get(i).length).array());
        hash.update(values.get(i));
      }
    }
    return HexFormat.of().formatHex(hash.digest());
  }

  private static Event decode(Codec codec, byte[] value) {
    try {
      return codec.decodeEvent(value);
    } catch (MalformedRecordException e) {
      throw new IllegalStateException(e);
    }
  }
}
