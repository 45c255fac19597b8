package dev.straingauge.analyzer.fold;

import dev.straingauge.schemas.topic.Topic;
import org.apache.avro.specific.SpecificRecord;

/** Where an analysis puts its results, in their order. */
public interface Outputs {

  /** A result of the run, for one of {@link Topic#RESULTS}. */
  void emit(Topic topic, SpecificRecord result);

  /**
   * The record at hand could not be used, or not fully.
   *
   * @param fate one for which {@link Fate#isDeadLetter} holds
   * @param detail what was found and what was expected, for a human reader
   */
  void deadLetter(Fate fate, String detail);
}
