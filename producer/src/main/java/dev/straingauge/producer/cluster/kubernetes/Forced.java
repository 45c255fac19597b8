package dev.straingauge.producer.cluster.kubernetes;

import java.util.List;

/**
 * What was done by force to an object of the run.
 *
 * @param kind its kind
 * @param name the cluster's name
 * @param finalizers that were taken away
 * @param did what was done, in words, with what that may leave behind
 */
public record Forced(String kind, String name, List<String> finalizers, String did) {
  public Forced {
    finalizers = List.copyOf(finalizers);
  }
}
