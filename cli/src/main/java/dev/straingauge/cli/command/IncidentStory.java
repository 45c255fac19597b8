package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.chunk.RecordDecoder;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.report.IncidentsJson;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.RunOpened;
import dev.straingauge.schemas.topic.Topic;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What an archived run says last of one incident: {@code straingauge.incident/1}. */
final class IncidentStory {

  private static final int SHOWN = 5;

  private IncidentStory() {}

  /**
   * Reads it.
   *
   * @throws Failure INCIDENT_UNKNOWN if no incident, or more than one, begins with {@code id}
   */
  static ObjectNode read(RunArchive archive, String id) {
    String wanted = id.toLowerCase(Locale.ROOT);
    TreeMap<String, IncidentEvent> found = new TreeMap<>();
    long[] startedAt = {0};
    each(
        archive,
        Topic.SUMMARIES,
        record -> {
          if (record instanceof RunOpened opened) {
            startedAt[0] = opened.getStartedAt();
          }
        });
    each(
        archive,
        Topic.INCIDENTS,
        record -> {
          if (record instanceof IncidentEvent told && told.getIncidentId().startsWith(wanted)) {
            found.put(told.getIncidentId(), told);
          }
        });
    if (found.size() != 1) {
      throw unknown(archive, id, List.copyOf(found.keySet()));
    }
    ObjectNode document = BaseCommand.document("straingauge.incident/1", "NONE");
    document.put("run", archive.manifest().owner().run().toString());
    document.set("incident", IncidentsJson.of(found.firstEntry().getValue(), startedAt[0]));
    return document;
  }

  /** Decodes all records of a topic that are what the topic holds. */
  static void each(RunArchive archive, Topic topic, Consumer<Object> records) {
    RecordDecoder decoder = new RecordDecoder(TopicFormat.of(topic));
    archive.read(
        topic,
        (branch, bytes, from, to) -> {
          if (branch != TopicFormat.RAW) {
            records.accept(decoder.decode(branch, bytes, from, to));
          }
        });
  }

  private static Failure unknown(RunArchive archive, String id, List<String> found) {
    String run = archive.manifest().owner().run().toString();
    Failure failure =
        Failure.of(
            ErrorId.INCIDENT_UNKNOWN,
            "show incident '%s' of run '%s': %s begin so (expected one)"
                .formatted(id, run, found.isEmpty() ? "none" : found.size()));
    return found.isEmpty()
        ? failure.advice("straingauge show %s --section incidents".formatted(run))
        : failure.facts(found.stream().limit(SHOWN).toList());
  }
}
