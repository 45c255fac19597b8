package dev.straingauge.archiver;

import dev.straingauge.event.Event;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.WriterStarted;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The hashes of contract §8, computed from what was sent. */
public final class ExpectedHashes {

  private ExpectedHashes() {}

  public static Map<String, String> of(TestRun run) throws Exception {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (Topic topic : Topic.values()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (TestRun.Sent sent :
          Stream.concat(run.events().stream(), run.results().stream()).toList()) {
        if (sent.topic() == topic && !isStart(sent.value())) {
          digest.update(ByteBuffer.allocate(4).putInt(sent.value().length).array());
          digest.update(sent.value());
        }
      }
      hashes.put(topic.shortName(), HexFormat.of().formatHex(digest.digest()));
    }
    return hashes;
  }

  private static boolean isStart(byte[] value) {
    try {
      return new Codec().decode(value) instanceof Event event
          && (event.getBody() instanceof RunStarted || event.getBody() instanceof WriterStarted);
    } catch (MalformedRecordException e) {
      return false;
    }
  }
}
