package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.schemas.run.RunId;
import java.io.PrintStream;
import java.util.List;

/**
 * The document of {@code tail}, written while the events come: a run's log may be larger than the
 * memory. Whatever happens, {@link #end} makes it whole. Not thread-safe.
 */
final class EventsDocument {

  private final List<PrintStream> streams;
  private String before = "";

  /** Begins it on each of {@code streams}. */
  EventsDocument(List<PrintStream> streams, RunId run) {
    this.streams = streams;
    print(
        "{\n  \"schema\" : \"straingauge.tail/1\",\n  \"run\" : \"%s\",\n  \"events\" : ["
            .formatted(run));
  }

  /** One event, as JSON. */
  void event(String json) {
    print(before + "\n" + json);
    before = ",";
  }

  /** The rest: verdict, exit code and errors of {@code outcome}. */
  void end(ObjectNode outcome) {
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    for (String field : List.of("verdict", "exitCode", "errors")) {
      rest.set(field, outcome.get(field));
    }
    print("\n  ]," + Answers.pretty(rest).substring(1) + "\n");
    streams.forEach(PrintStream::flush);
  }

  private void print(String text) {
    streams.forEach(stream -> stream.print(text));
  }
}
