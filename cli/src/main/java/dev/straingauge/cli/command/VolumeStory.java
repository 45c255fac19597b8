package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.report.IncidentsJson;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.summary.Wrap;
import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.Event;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Pod;
import dev.straingauge.event.RunStarted;
import dev.straingauge.schemas.topic.Topic;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All that happened around one volume: {@code straingauge.volume/1}. */
final class VolumeStory {

  /** Lines of a story; further ones are counted. */
  static final int MAX_ENTRIES = 5_000;

  private final TreeSet<String> volumes = new TreeSet<>();

  /** {@code namespace/name}. */
  private final TreeSet<String> claims = new TreeSet<>();

  private final TreeSet<String> pods = new TreeSet<>();
  private final SortedMap<String, IncidentEvent> incidents = new TreeMap<>();
  private long startedAt;

  private VolumeStory() {}

  /**
   * Reads it: once to find what belongs together, once to tell it.
   *
   * @throws Failure VOLUME_UNKNOWN if neither a PersistentVolume nor a claim has that name
   */
  static ObjectNode read(RunArchive archive, String name) {
    VolumeStory story = new VolumeStory();
    IncidentStory.each(archive, Topic.EVENTS, record -> story.link((Event) record, name));
    String run = archive.manifest().owner().run().toString();
    if (story.volumes.isEmpty() && story.claims.isEmpty()) {
      throw Failure.of(
          ErrorId.VOLUME_UNKNOWN,
          "show volume '%s' of run '%s': the run has no PersistentVolume and no claim of that name (expected one)"
              .formatted(name, run));
    }
    ObjectNode document = BaseCommand.document("straingauge.volume/1", "NONE");
    document.put("run", run).put("volume", name);
    ArrayNode entries = document.putArray("timeline");
    long[] beyond = {0};
    IncidentStory.each(
        archive,
        Topic.EVENTS,
        record -> {
          Event event = (Event) record;
          String[] line = story.line(event);
          if (line.length > 0 && entries.size() >= MAX_ENTRIES) {
            beyond[0]++;
          } else if (line.length > 0) {
            entries
                .addObject()
                .put("atSeconds", seconds(event.getTime() - story.startedAt))
                .put("kind", line[0])
                .put("name", line[1])
                .put("text", line[2]);
          }
        });
    document.put("timelineBeyond", beyond[0]);
    IncidentStory.each(archive, Topic.INCIDENTS, story::incident);
    ArrayNode told = document.putArray("incidents");
    story.incidents.values().forEach(one -> told.add(IncidentsJson.of(one, story.startedAt)));
    return document;
  }

  /** The document as text. */
  static List<String> lines(JsonNode document, int width) {
    List<String> lines = new ArrayList<>();
    for (JsonNode entry : document.path("timeline")) {
      lines.addAll(
          Wrap.lines(
              "%s  %s %s: %s"
                  .formatted(
                      offset(entry.path("atSeconds")),
                      entry.path("kind").asText(),
                      entry.path("name").asText(),
                      entry.path("text").asText()),
              "         ",
              width));
    }
    long beyond = document.path("timelineBeyond").asLong();
    if (beyond > 0) {
      lines.add("… and %s more: -o json, or tail".formatted(Figures.count(beyond)));
    }
    for (JsonNode incident : document.path("incidents")) {
      lines.add(
          "incident %s %s from %s: show --incident %s"
              .formatted(
                  incident.path("class").asText(),
                  incident.path("state").asText(),
                  offset(incident.path("sinceSeconds")),
                  incident.path("incident").asText()));
    }
    return lines;
  }

  private static String offset(JsonNode seconds) {
    return Figures.offset(Duration.ofNanos(seconds.decimalValue().movePointRight(9).longValue()));
  }

  private static BigDecimal seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
  }

  private void link(Event event, String name) {
    switch (event.getBody()) {
      case RunStarted started -> startedAt = event.getTime();
      case ObjectChanged change -> link(change, name);
      default -> {}
    }
  }

  private void link(ObjectChanged change, String name) {
    switch (change.getFacts()) {
      case Claim claim -> {
        String volume = claim.getVolume();
        if (change.getName().equals(name)
            || (volume != null && (volume.equals(name) || volumes.contains(volume)))) {
          claims.add(key(change.getNamespace(), change.getName()));
          if (volume != null) {
            volumes.add(volume);
          }
        }
      }
      case PersistentVolume volume -> {
        if (change.getName().equals(name)) {
          volumes.add(name);
        }
      }
      case Attachment attachment -> {
        if (attachment.getVolume().equals(name)) {
          volumes.add(name);
        }
      }
      case Pod pod -> {
        for (String claim : pod.getClaims()) {
          if (claim.equals(name) || claims.contains(key(change.getNamespace(), claim))) {
            pods.add(key(change.getNamespace(), change.getName()));
          }
        }
      }
      default -> {}
    }
  }

  private void incident(Object record) {
    if (record instanceof IncidentEvent told
        && (volumes.contains(told.getVolume())
            || claims.contains(key(told.getNamespace(), told.getClaim())))) {
      incidents.put(told.getIncidentId(), told);
    }
  }

  /** Kind, name and text; empty for what is not about the volume. */
  private String[] line(Event event) {
    return switch (event.getBody()) {
      case ObjectChanged change when isOurs(change) ->
          new String[] {change.getKind(), change.getName(), text(change)};
      case KubernetesEventSeen seen when isOurs(seen) ->
          new String[] {"Event", seen.getRegardingName(), seen.getReason() + ": " + seen.getNote()};
      default -> new String[0];
    };
  }

  private boolean isOurs(ObjectChanged change) {
    return switch (change.getFacts()) {
      case Claim claim -> claims.contains(key(change.getNamespace(), change.getName()));
      case PersistentVolume volume -> volumes.contains(change.getName());
      case Attachment attachment -> volumes.contains(attachment.getVolume());
      case Pod pod -> pods.contains(key(change.getNamespace(), change.getName()));
      default -> false;
    };
  }

  private boolean isOurs(KubernetesEventSeen seen) {
    String key = key(seen.getRegardingNamespace(), seen.getRegardingName());
    return switch (seen.getRegardingKind()) {
      case "Pod" -> pods.contains(key);
      case "PersistentVolumeClaim" -> claims.contains(key);
      case "PersistentVolume" -> volumes.contains(seen.getRegardingName());
      default -> false;
    };
  }

  private static String text(ObjectChanged change) {
    String state =
        switch (change.getFacts()) {
          case Claim claim -> claim.getPhase() + (claim.getDeleting() ? ", deleting" : "");
          case PersistentVolume volume ->
              volume.getPhase() + (volume.getDeleting() ? ", deleting" : "");
          case Attachment one ->
              one.getNode()
                  + (one.getAttached() ? ", attached" : ", not attached")
                  + (one.getDeleting() ? ", deleting" : "")
                  + (one.getAttachError() == null ? "" : ", " + one.getAttachError())
                  + (one.getDetachError() == null ? "" : ", " + one.getDetachError());
          case Pod pod ->
              pod.getPhase()
                  + (pod.getNode() == null ? "" : " on " + pod.getNode())
                  + (pod.getReadyToStartContainers() ? ", volumes mounted" : "")
                  + (pod.getReady() ? ", ready" : "")
                  + (pod.getDeleting() ? ", deleting" : "");
          default -> "";
        };
    return change.getChange() == Change.DELETED
        ? "gone"
        : change.getChange().name().toLowerCase(Locale.ROOT) + ", " + state;
  }

  private static String key(@Nullable String namespace, String name) {
    return (namespace == null ? "" : namespace) + "/" + name;
  }
}
