package dev.straingauge.archiver.manifest;

import dev.straingauge.archiver.chunk.ChunkFacts.EndOfTopic;
import dev.straingauge.archiver.chunk.DeadLetters;
import dev.straingauge.archiver.report.Manifest.Equation;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The archiver's part of the balanced books (contract §5, B6). */
final class BooksB6 {

  private BooksB6() {}

  /**
   * One equation for events, one for each topic that ends with an EndMark, and one for the dead
   * letters that the summary tells of.
   */
  static List<Equation> of(RunReading reading) {
    return of(reading.topics(), reading.summary(), reading.deadLetters(), reading.afterClose());
  }

  /**
   * The same.
   *
   * @param deadLetters that are archived, by cause
   * @param afterClose events after the closing record
   */
  static List<Equation> of(
      Map<Topic, TopicReading> topics,
      Optional<Summary> summary,
      Map<String, Long> deadLetters,
      long afterClose) {
    List<Equation> books = new ArrayList<>(ofMarks(topics, afterClose));
    books.add(ofDeadLetters(summary.map(DeadLetters::toldBy).orElse(Map.of()), deadLetters));
    return books;
  }

  /**
   * Dead letters have no EndMark. There may be more of a cause than the summary tells of: a record
   * with the run's key that came before its first one and does not decode.
   */
  private static Equation ofDeadLetters(Map<String, Long> told, Map<String, Long> archived) {
    long left = 0;
    long right = 0;
    List<String> lacking = new ArrayList<>();
    for (Map.Entry<String, Long> cause : new TreeMap<>(told).entrySet()) {
      long there = archived.getOrDefault(cause.getKey(), 0L);
      left += cause.getValue();
      right += there;
      if (there < cause.getValue()) {
        lacking.add("%s: %d of %d".formatted(cause.getKey(), there, cause.getValue()));
      }
    }
    return new Equation(
        "B6",
        Topic.DEAD_LETTERS.shortName(),
        "set aside in the Summary ≤ archived, by cause",
        left,
        right,
        lacking.isEmpty(),
        String.join(", ", lacking));
  }

  private static List<Equation> ofMarks(Map<Topic, TopicReading> readings, long afterClose) {
    List<Equation> books = new ArrayList<>();
    TopicReading events = readings.get(Topic.EVENTS);
    long eventsRead = -1;
    boolean agree = true;
    for (Topic topic : Topic.RESULTS) {
      TopicReading reading = readings.get(topic);
      EndOfTopic end = reading == null ? null : reading.end();
      if (end != null) {
        agree &= eventsRead < 0 || eventsRead == end.eventsRead();
        eventsRead = end.eventsRead();
      }
    }
    long archived = events == null ? 0 : events.records();
    long left = Math.max(eventsRead, 0) + afterClose;
    books.add(
        new Equation(
            "B6",
            Topic.EVENTS.shortName(),
            "EndMark.eventsRead + after_close = archived",
            left,
            archived,
            left == archived && eventsRead >= 0 && agree,
            eventsRead < 0 ? "no EndMark" : agree ? "" : "the EndMarks do not agree"));
    for (Topic topic : Topic.RESULTS) {
      TopicReading reading = readings.get(topic);
      EndOfTopic end = reading == null ? null : reading.end();
      long records = reading == null ? 0 : reading.records();
      books.add(
          new Equation(
              "B6",
              topic.shortName(),
              "EndMark.emitted = archived, the EndMark aside",
              end == null ? 0 : end.emitted(),
              end == null ? records : records - 1,
              end != null && end.emitted() == records - 1,
              end == null ? "no EndMark" : ""));
    }
    return books;
  }
}
