package dev.straingauge.cli.doctor;

import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.S3Settings;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.cli.stack.Brokers;
import dev.straingauge.cli.stack.Brokers.Facts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What needs the network: Kafka and S3. Creates no topic; leaves no object. */
public final class OutsideChecks {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private OutsideChecks() {}

  /** Kafka answers, lets us in, and its topics are ours or not there yet. */
  public static Check kafka(Map<String, Object> properties, String prefix, int partitions) {
    Facts facts = Brokers.look(properties, prefix, LIMIT);
    if (!facts.failure().isEmpty()) {
      return Check.failed(
          "kafka", facts.failure(), "check address, TLS and SASL settings: --kafka-config FILE");
    }
    List<String> other = new ArrayList<>();
    facts
        .partitions()
        .forEach(
            (topic, count) -> {
              if (count != partitions) {
                other.add("'%s' has %d".formatted(topic, count));
              }
            });
    String found =
        "%s answers in %d ms: %d broker%s, %d of our topics"
            .formatted(
                facts.servers(),
                facts.took().toMillis(),
                facts.brokers(),
                facts.brokers() == 1 ? "" : "s",
                facts.partitions().size());
    return other.isEmpty()
        ? Check.ok("kafka", found)
        : Check.failed(
            "kafka",
            "%s partitions (expected %d)".formatted(String.join(", ", other), partitions),
            "use another prefix: --topic-prefix PREFIX");
  }

  /** S3 lets us list, write, read and delete, and refuses a second conditional write. */
  public static Check s3(S3Settings settings, String prefix) {
    try (S3ObjectStore store = new S3ObjectStore(settings)) {
      String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
      boolean conditional = store.check(folder);
      String where = store.uri(folder);
      return conditional
          ? Check.ok("s3", where + " can be listed, written and read; conditional writes hold")
          : Check.warning(
              "s3",
              where + " lets a second conditional write through",
              "let only one archiver run");
    } catch (StoreException e) {
      String facts = e.facts().isEmpty() ? "" : "; " + String.join("; ", e.facts());
      return Check.failed(
          "s3",
          e.getMessage() + facts,
          "check endpoint, bucket and keys (AWS_ACCESS_KEY_ID, AWS_PROFILE, ...)");
    }
  }
}
