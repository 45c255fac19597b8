package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.Custom;

/** The StorageClass. */
final class ClassState extends Tracked {

  private final String json;

  /**
   * @param json its facts as canonical JSON
   */
  ClassState(String name, long ordinal, String json) {
    super("StorageClass", null, name, ordinal);
    this.json = json;
  }

  @Override
  Object facts() {
    return new Custom(json);
  }
}
