package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.schemas.run.RunId;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Names and labels of a run's objects. A name follows from run and plan alone, so that the same
 * request made twice is about the same object (contract C3): {@code sg-<hash of the run>-<plan's
 * name>}, at most 63 characters of a-z, 0-9 and '-' (RFC 1123).
 */
final class Names {

  static final String RUN = "straingauge.dev/run";
  static final String WRITER = "straingauge.dev/writer";
  static final String OPERATION = "straingauge.dev/operation";
  static final String NAME = "straingauge.dev/name";

  private static final int LONGEST = 63;
  private static final int HASH_BYTES = 5;

  private final String runLabel;
  private final String prefix;

  Names(RunId run) {
    runLabel = run.labelValue();
    prefix = "sg-" + hash(run.toString()) + "-";
  }

  /** The run as the value of a label. */
  String runLabel() {
    return runLabel;
  }

  /** Selects the run's objects. */
  String selector() {
    return RUN + "=" + runLabel;
  }

  /** The cluster's name for the plan's. */
  String of(String planName) {
    String name = planName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    boolean same = name.equals(planName) && !name.isEmpty() && !name.endsWith("-");
    if (same && prefix.length() + name.length() <= LONGEST) {
      return prefix + name;
    }
    String hash = hash(planName);
    int room = LONGEST - prefix.length() - hash.length() - 1;
    return prefix + name.substring(0, Math.min(room, name.length())) + "-" + hash;
  }

  /** Labels of an object that an operation makes. */
  Map<String, String> labels(String planName, long operationId) {
    Map<String, String> labels = labels();
    labels.put(OPERATION, Long.toString(operationId));
    labels.put(NAME, planName);
    return labels;
  }

  /** Labels of an object that the run makes for itself. */
  Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("app.kubernetes.io/managed-by", "straingauge");
    labels.put(RUN, runLabel);
    labels.put(WRITER, "0");
    return labels;
  }

  /** Whether an object is the run's. */
  boolean isOurs(@Nullable ObjectMeta metadata) {
    return metadata != null
        && metadata.getLabels() != null
        && runLabel.equals(metadata.getLabels().get(RUN));
  }

  /** Whether the run gave that name. */
  boolean isOurs(@Nullable String clusterName) {
    return clusterName != null && clusterName.startsWith(prefix);
  }

  /** The plan's name of an object; the cluster's if it has none. */
  static String planName(ObjectMeta metadata) {
    return label(metadata, NAME).orElse(metadata.getName());
  }

  /**
   * The plan's name that a name of ours was made of; names too long for that stay as they are. That
   * of a set's claim has two names of ours in it.
   */
  String planName(String clusterName) {
    return isOurs(clusterName)
        ? clusterName.substring(prefix.length()).replace(prefix, "")
        : clusterName;
  }

  /** The plan's name of an object of ours, be it made by us or by a controller for us. */
  String nameOf(ObjectMeta metadata) {
    return label(metadata, NAME).orElseGet(() -> planName(metadata.getName()));
  }

  /** The operation that made an object. */
  static OptionalLong operation(ObjectMeta metadata) {
    Optional<String> label = label(metadata, OPERATION).filter(text -> text.matches("[0-9]{1,18}"));
    return label.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(label.get()));
  }

  private static Optional<String> label(ObjectMeta metadata, String key) {
    Map<String, String> labels = metadata.getLabels();
    return labels == null ? Optional.empty() : Optional.ofNullable(labels.get(key));
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("hash a name: every Java platform has SHA-256", e);
    }
  }
}
