package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.schemas.config.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What pods have beyond the scenario's template.
 *
 * @param image container image with {@code sh}; null: the scenario's
 * @param ioImage the same for scenarios whose pods do I/O: with {@code fio}; null: none is known
 * @param pullSecrets names of Secrets in the namespace
 * @param nodeSelector labels that a node must have
 * @param tolerations taints that pods bear
 * @param requests resources by name, for instance {@code cpu} and {@code 10m}
 * @param limits likewise
 */
public record PodSettings(
    @Nullable String image,
    @Nullable String ioImage,
    List<String> pullSecrets,
    Map<String, String> nodeSelector,
    List<Toleration> tolerations,
    Map<String, String> requests,
    Map<String, String> limits) {

  /** Nothing but the scenario's template. */
  public static final PodSettings USUAL =
      new PodSettings(null, null, List.of(), Map.of(), List.of(), Map.of(), Map.of());

  public PodSettings {
    pullSecrets = Collections.unmodifiableList(new ArrayList<>(pullSecrets));
    nodeSelector = Collections.unmodifiableMap(new LinkedHashMap<>(nodeSelector));
    tolerations = Collections.unmodifiableList(new ArrayList<>(tolerations));
    requests = Collections.unmodifiableMap(new LinkedHashMap<>(requests));
    limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
  }

  /** For the pods of a scenario: those that do I/O have another image. */
  PodSettings of(Scenario scenario) {
    if (!PodIo.isAskedFor(scenario)) {
      return this;
    }
    return new PodSettings(
        ioImage == null ? image : ioImage,
        ioImage,
        pullSecrets,
        nodeSelector,
        tolerations,
        requests,
        limits);
  }

  /**
   * A taint that pods bear.
   *
   * @param key of the taint; empty: every taint
   * @param value of the taint; null: any
   * @param effect NoSchedule, PreferNoSchedule or NoExecute; empty: each
   */
  public record Toleration(String key, @Nullable String value, String effect) {

    /**
     * Reads {@code KEY[=VALUE][:EFFECT]}.
     *
     * @throws IllegalArgumentException if the effect is none
     */
    public static Toleration of(String text) {
      int colon = text.lastIndexOf(':');
      String effect = colon < 0 ? "" : text.substring(colon + 1);
      if (!List.of("", "NoSchedule", "PreferNoSchedule", "NoExecute").contains(effect)) {
        throw new IllegalArgumentException(
            "read toleration '%s': effect '%s' (expected KEY[=VALUE][:EFFECT] with NoSchedule, PreferNoSchedule or NoExecute)"
                .formatted(text, effect));
      }
      String taint = colon < 0 ? text : text.substring(0, colon);
      int equals = taint.indexOf('=');
      return equals < 0
          ? new Toleration(taint, null, effect)
          : new Toleration(taint.substring(0, equals), taint.substring(equals + 1), effect);
    }
  }
}
