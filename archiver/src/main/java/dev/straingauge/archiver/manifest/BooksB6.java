package dev.straingauge.archiver.manifest;

import dev.straingauge.archiver.chunk.ChunkFacts.EndOfTopic;
import dev.straingauge.archiver.report.Manifest.Equation;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The archiver's part of the balanced books (contract §5, B6). */
final class BooksB6 {

  private BooksB6() {}

  /**
   * One equation for events and one for each topic that ends with an EndMark.
   *
   * @param readings every topic
   * @param afterClose events after the closing record
   */
  static List<Equation> of(Map<Topic, TopicReading> readings, long afterClose) {
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
