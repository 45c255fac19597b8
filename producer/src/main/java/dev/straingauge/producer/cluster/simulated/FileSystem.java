package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.schemas.config.Scenario;

/** The one file system that all volumes live in. */
final class FileSystem {

  private static final String DEFAULT = "fs-00000000000000000";

  private FileSystem() {}

  /** The parameter {@code fileSystemId} of the class, or a name of our own. */
  static String of(Scenario.StorageClass storageClass) {
    return storageClass.parameters().stream()
        .filter(parameter -> parameter.key().equals("fileSystemId") && !parameter.value().isBlank())
        .map(Scenario.Parameter::value)
        .findFirst()
        .orElse(DEFAULT);
  }
}
