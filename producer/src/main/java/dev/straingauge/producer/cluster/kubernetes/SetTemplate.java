package dev.straingauge.producer.cluster.kubernetes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.producer.cluster.Intent;
import org.jspecify.annotations.Nullable;

/**
 * What a run has changed in the template of one of its StatefulSets, and how it was before the last
 * change. Values, not the object: a change is a patch that can be sent twice.
 *
 * @param annotation of ours
 * @param restartedAt what {@code kubectl rollout restart} sets
 * @param variable of the environment
 * @param image of the container
 */
record SetTemplate(
    @Nullable String annotation, @Nullable String restartedAt, String variable, String image) {

  static final String ANNOTATION = "straingauge.dev/restarted-by";
  static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

  private static final String HUB = "docker.io/";

  /** As a set is made. */
  static SetTemplate initial(String image) {
    return new SetTemplate(null, null, "none", image);
  }

  /**
   * With a change.
   *
   * @param now in RFC 3339, for what kubectl would write
   */
  SetTemplate with(Intent.Template change, String value, String now) {
    return switch (change) {
      case ANNOTATION -> new SetTemplate(value, restartedAt, variable, image);
      case RESTARTED_AT -> new SetTemplate(annotation, now, variable, image);
      case ENVIRONMENT -> new SetTemplate(annotation, restartedAt, value, image);
      case IMAGE -> new SetTemplate(annotation, restartedAt, variable, otherName(image));
      case NONE, ROLLED_BACK -> this;
    };
  }

  /** As JSON members of the set: a strategic merge, in which the container keeps all else. */
  String patch(int partition, boolean rolling) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    if (rolling) {
      spec.putObject("updateStrategy").putObject("rollingUpdate").put("partition", partition);
    }
    ObjectNode template = spec.putObject("template");
    template
        .putObject("metadata")
        .putObject("annotations")
        .put(ANNOTATION, annotation)
        .put(RESTARTED_AT, restartedAt);
    ObjectNode container = template.putObject("spec").putArray("containers").addObject();
    container.put("name", Manifests.CONTAINER).put("image", image);
    container.putArray("env").addObject().put("name", SetManifests.VARIABLE).put("value", variable);
    return "\"spec\":" + spec;
  }

  /** The same image by another name: with or without the registry that is meant without one. */
  static String otherName(String image) {
    if (image.startsWith(HUB)) {
      return image.substring(HUB.length());
    }
    String first = image.contains("/") ? image.substring(0, image.indexOf('/')) : "";
    boolean registry = first.contains(".") || first.contains(":") || first.equals("localhost");
    if (registry) {
      return image;
    }
    return HUB + (image.contains("/") ? "" : "library/") + image;
  }
}
