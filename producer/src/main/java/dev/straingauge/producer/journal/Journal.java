package dev.straingauge.producer.journal;

import org.apache.avro.specific.SpecificRecord;

/**
 * Where every event of a writer goes: numbering, stamping and handing over to the log are one step
 * (contract I1).
 */
public interface Journal {

  /**
   * Writes one event with the current time of the stage.
   *
   * @param body one of the bodies of {@code Event}
   */
  void write(SpecificRecord body);
}
