package dev.straingauge.archiver.words;

import com.fasterxml.jackson.databind.JsonNode;

/** Incidents of a document in words. All static and pure. */
public final class IncidentWords {

  private IncidentWords() {}

  /** The claim, or the volume where no claim is known. */
  public static String name(JsonNode incident) {
    String volume = incident.path("volume").asText();
    String claim = incident.path("claim").asText();
    return claim.isEmpty() ? volume : claim;
  }

  /** Until when. */
  public static String end(JsonNode incident) {
    String state = incident.path("state").asText();
    JsonNode until = incident.path("untilSeconds");
    String at = until.isNumber() ? Cells.offset(until) : "";
    return switch (state) {
      case "OPEN" -> "open";
      case "RUN_ENDED" -> "end of the run";
      case "GONE" -> at + ", gone";
      case "UNSEEN" -> at + ", not seen";
      default -> at;
    };
  }

  /** Who has the volume: {@code node/pod}; empty when it is not known. */
  public static String holder(JsonNode incident) {
    String pod = incident.path("holderPod").asText();
    String node = incident.path("holderNode").asText();
    return pod.isEmpty() || node.isEmpty() ? pod + node : node + "/" + pod;
  }
}
