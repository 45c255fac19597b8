package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.run.RunId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sends one object of each kind that a run would make with {@code dryRun=All}: the server does all
 * that it would do, quota, Pod Security and admission webhooks included, and keeps nothing. Quotas
 * are compared with the scenario's limits as well, since one object says nothing of the last one.
 * Blocks.
 */
public final class DryRun {

  private static final String ALL = "?fieldManager=straingauge&dryRun=All";

  /** As the scenarios' claims. */
  private static final long CLAIM_BYTES = 1L << 30;

  private final KubernetesConnection connection;
  private final Survey survey;
  private final Scenario scenario;
  private final Names names;
  private final Manifests manifests;
  private final List<Trial> trials = new ArrayList<>();

  private DryRun(KubernetesConnection connection, Survey survey, Scenario scenario, RunId run) {
    this.connection = connection;
    this.survey = survey;
    this.scenario = scenario;
    names = new Names(run);
    manifests =
        new Manifests(
            names,
            survey.namespace(),
            scenario.target(),
            connection.settings().pod().of(scenario),
            survey.accessMode());
  }

  /** What the server said. */
  public enum Answer {
    /** It would make the object. */
    ACCEPTED,
    /** It would not. */
    REFUSED,
    /** It cannot be asked. */
    NOT_TRIED
  }

  /**
   * One kind of object.
   *
   * @param kind its kind
   * @param answer what the server said
   * @param reason one word; empty when it was accepted
   * @param message the server's words; empty when it was accepted
   */
  public record Trial(String kind, Answer answer, String reason, String message) {}

  /**
   * Tries each kind, in the order in which a run makes them.
   *
   * @throws ClusterException the server does not answer
   */
  public static List<Trial> of(
      KubernetesConnection connection, Survey survey, Scenario scenario, RunId run) {
    return new DryRun(connection, survey, scenario, run).run();
  }

  private List<Trial> run() {
    if (survey.makesNamespace()) {
      attempt("/api/v1/namespaces", manifests.namespace());
    }
    if (survey.makesClass()) {
      attempt(
          "/apis/storage.k8s.io/v1/storageclasses",
          manifests.storageClass(survey.driver().getName()));
    }
    String folder = "/api/v1/namespaces/%s/".formatted(survey.namespace());
    HasMetadata claim = manifests.claim(new Intent.CreateClaim(0, "vol-0", CLAIM_BYTES));
    HasMetadata pod = manifests.pod(new Intent.CreatePod(0, "pod-0", List.of("vol-0")));
    if (survey.makesNamespace()) {
      notTried(claim);
      notTried(pod);
      return trials;
    }
    attempt(folder + "persistentvolumeclaims", claim);
    attempt(folder + "pods", pod);
    scenario
        .sets()
        .ifPresent(
            settings ->
                attempt(
                    "/apis/apps/v1/namespaces/%s/statefulsets".formatted(survey.namespace()),
                    new SetManifests(
                            names,
                            survey.namespace(),
                            manifests,
                            scenario.target().storageClass().name(),
                            survey.accessMode(),
                            settings)
                        .set(new Intent.CreateSet(0, "set-0", true))));
    quotas();
    return trials;
  }

  private void attempt(String path, HasMetadata object) {
    try {
      connection.send(
          "try " + object.getKind(), () -> connection.client().raw(path + ALL, "POST", object));
      trials.add(new Trial(object.getKind(), Answer.ACCEPTED, "", ""));
    } catch (ClusterException e) {
      if (e.reason().equals(Refusals.UNREACHABLE) || e.reason().equals("Unauthorized")) {
        throw e;
      }
      trials.add(
          new Trial(
              object.getKind(),
              String.valueOf(e.getMessage()).contains("does not support dry run")
                  ? Answer.NOT_TRIED
                  : Answer.REFUSED,
              e.reason(),
              String.valueOf(e.getMessage())));
    }
  }

  private void notTried(HasMetadata object) {
    trials.add(
        new Trial(
            object.getKind(),
            Answer.NOT_TRIED,
            "NoNamespace",
            "namespace '%s' is not there: what is in force in it cannot be tried"
                .formatted(survey.namespace())));
  }

  private void quotas() {
    List<ResourceQuota> quotas;
    try {
      quotas =
          connection.send(
              "list ResourceQuota",
              () ->
                  connection
                      .client()
                      .resourceQuotas()
                      .inNamespace(survey.namespace())
                      .list()
                      .getItems());
    } catch (ClusterException e) {
      trials.add(
          new Trial("ResourceQuota", Answer.NOT_TRIED, e.reason(), String.valueOf(e.getMessage())));
      return;
    }
    Map<String, Long> wanted = wanted();
    for (ResourceQuota quota : quotas) {
      if (quota.getStatus() == null || quota.getStatus().getHard() == null) {
        continue;
      }
      Map<String, Quantity> used =
          quota.getStatus().getUsed() == null ? Map.of() : quota.getStatus().getUsed();
      new TreeMap<>(quota.getStatus().getHard())
          .forEach((resource, hard) -> compare(quota, resource, hard, used.get(resource), wanted));
    }
  }

  private Map<String, Long> wanted() {
    long volumes = scenario.limits().volumes();
    long pods = scenario.limits().pods();
    String ofClass = scenario.target().storageClass().name() + ".storageclass.storage.k8s.io/";
    return Map.of(
        "pods",
        pods,
        "count/pods",
        pods,
        "persistentvolumeclaims",
        volumes,
        "count/persistentvolumeclaims",
        volumes,
        "requests.storage",
        volumes * CLAIM_BYTES,
        ofClass + "persistentvolumeclaims",
        volumes,
        ofClass + "requests.storage",
        volumes * CLAIM_BYTES);
  }

  private void compare(
      ResourceQuota quota,
      String resource,
      Quantity hard,
      @Nullable Quantity used,
      Map<String, Long> wanted) {
    Long most = wanted.get(resource);
    if (most == null) {
      return;
    }
    BigDecimal left = amount(hard).subtract(used == null ? BigDecimal.ZERO : amount(used));
    if (left.compareTo(BigDecimal.valueOf(most)) < 0) {
      trials.add(
          new Trial(
              "ResourceQuota",
              Answer.REFUSED,
              "QuotaExceeded",
              "quota '%s' leaves %s of %s (the scenario may have %d at once)"
                  .formatted(quota.getMetadata().getName(), left.toPlainString(), resource, most)));
    }
  }

  private static BigDecimal amount(Quantity quantity) {
    return Quantity.getAmountInBytes(quantity);
  }
}
