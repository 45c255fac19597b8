package dev.straingauge.archiver.page;

import dev.straingauge.schemas.topic.Topic;
import java.util.function.Consumer;

/** The records of a run, as often as they are asked for. */
@FunctionalInterface
public interface RunRecords {

  /**
   * Shows the decoded records of a topic in log order; of the events those alone that a page draws:
   * measurements and what became of VolumeAttachments.
   */
  void each(Topic topic, Consumer<Object> record);
}
