package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Creates and deletes objects, and changes nothing that is not the run's: it never applies over
 * what is there, and deletes by uid. Requests block.
 */
final class ObjectRequests {

  private static final String MANAGER = "fieldManager=straingauge";

  private final KubernetesConnection connection;
  private final Names names;

  ObjectRequests(KubernetesConnection connection, Names names) {
    this.connection = connection;
    this.names = names;
  }

  /**
   * Creates an object. If it is there and was made by the same operation, that is as good.
   *
   * @param path of the collection, for instance {@code /api/v1/namespaces/load/pods}
   * @param waitNanos our limiter's word
   * @throws ClusterException the server refuses, or something else has that name
   */
  void create(String path, HasMetadata object, long waitNanos) {
    String what = "create %s '%s'".formatted(object.getKind(), object.getMetadata().getName());
    try {
      connection.send(what, waitNanos, () -> client().raw(path + "?" + MANAGER, "POST", object));
    } catch (ClusterException e) {
      String name = object.getMetadata().getName();
      if (!e.reason().equals("AlreadyExists") || !isTheSame(path + "/" + name, object)) {
        throw e;
      }
    }
  }

  /** Creates an object if nothing of its name is there: whether it was created. */
  boolean createIfMissing(String path, HasMetadata object) {
    String what = "create %s '%s'".formatted(object.getKind(), object.getMetadata().getName());
    try {
      connection.send(what, () -> client().raw(path + "?" + MANAGER, "POST", object));
      return true;
    } catch (ClusterException e) {
      if (e.reason().equals("AlreadyExists")) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Raises what a claim asks for; asking twice is as good as once.
   *
   * @throws ClusterException the server refuses; Conflict: another object has that name by now
   */
  void raise(String namespace, String claim, String uid, long bytes, long waitNanos) {
    PersistentVolumeClaim known =
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(claim)
            .withUid(uid)
            .endMetadata()
            .build();
    merge(
        "expand PersistentVolumeClaim '%s'".formatted(claim),
        known,
        "",
        "\"spec\":{\"resources\":{\"requests\":{\"storage\":\"%d\"}}}".formatted(bytes),
        waitNanos);
  }

  /**
   * Asks for the deletion of the object with that uid: false if it is not there.
   *
   * @param path of the object
   * @throws ClusterException the server refuses
   */
  boolean delete(String what, String path, String uid, long waitNanos) {
    return delete(what, path, uid, OptionalInt.empty(), waitNanos);
  }

  private boolean delete(
      String what, String path, String uid, OptionalInt graceSeconds, long waitNanos) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("kind", "DeleteOptions");
    options.put("apiVersion", "v1");
    options.put("preconditions", Map.of("uid", uid));
    graceSeconds.ifPresent(seconds -> options.put("gracePeriodSeconds", seconds));
    try {
      connection.send("delete " + what, waitNanos, () -> client().raw(path, "DELETE", options));
      return true;
    } catch (ClusterException e) {
      // Conflict: another object has that name by now, and is none of our business.
      if (e.reason().equals("NotFound") || e.reason().equals("Conflict")) {
        return false;
      }
      throw e;
    }
  }

  /** The same for a pod, without waiting for its node to have ended it. */
  boolean deleteNow(String what, String path, String uid, long waitNanos) {
    return delete(what, path, uid, OptionalInt.of(0), waitNanos);
  }

  /**
   * Merges something into an object, if it is still that one.
   *
   * @param object as it was read
   * @param metadata JSON members of its metadata after the uid, with a leading comma
   * @param members JSON members of the object
   * @throws ClusterException the server refuses
   */
  void merge(String what, HasMetadata object, String metadata, String members, long waitNanos) {
    patch(PatchType.JSON_MERGE, what, object, metadata, members, waitNanos);
  }

  /** The same, but lists are merged by the names of their items. */
  void mergeStrategically(String what, HasMetadata object, String members, long waitNanos) {
    patch(PatchType.STRATEGIC_MERGE, what, object, "", members, waitNanos);
  }

  private void patch(
      PatchType type,
      String what,
      HasMetadata object,
      String metadata,
      String members,
      long waitNanos) {
    String patch =
        "{\"metadata\":{\"uid\":\"%s\"%s}%s}"
            .formatted(
                object.getMetadata().getUid(), metadata, members.isEmpty() ? "" : "," + members);
    // of an object that is there the client does not ask for it first
    connection.send(
        what, waitNanos, () -> client().resource(object).patch(PatchContext.of(type), patch));
  }

  private boolean isTheSame(String path, HasMetadata object) {
    Optional<String> there =
        connection.send("get " + object.getKind(), () -> Optional.ofNullable(client().raw(path)));
    return there
        .map(
            json ->
                client()
                    .getKubernetesSerialization()
                    .unmarshal(json, GenericKubernetesResource.class))
        .filter(found -> names.isOurs(found.getMetadata()))
        .filter(
            found ->
                Names.operation(found.getMetadata()).equals(Names.operation(object.getMetadata())))
        .isPresent();
  }

  private KubernetesClient client() {
    return connection.client();
  }
}
