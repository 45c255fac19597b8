package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.Custom;

/** An object of a kind that is only shown: StorageClass, CSINode. */
final class CustomState extends Tracked {

  private final String json;

  /**
   * @param json its facts as canonical JSON
   */
  CustomState(String kind, String name, long ordinal, String json) {
    super(kind, null, name, ordinal);
    this.json = json;
  }

  @Override
  Object facts() {
    return new Custom(json);
  }
}
