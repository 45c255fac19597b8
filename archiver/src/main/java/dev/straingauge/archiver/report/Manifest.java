package dev.straingauge.archiver.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.schemas.run.RunId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code MANIFEST.json}, the last object of a run: what belongs to it. Readers take nothing that it
 * does not list.
 *
 * @param owner whose run it is
 * @param archivedAs name under which it is archived
 * @param complete whether every record is there and B6 balances
 * @param reason why not; empty when complete
 * @param analysisVersion of its Summary; 0 without one
 * @param straingaugeVersion of the archiver
 * @param described scenario and driver
 * @param verdict as in the report; {@code NONE} without a Summary
 * @param topics per topic name what there is of it, in the order of the topics
 * @param books the equations B6
 * @param objects all objects but the manifest, by name
 */
public record Manifest(
    RunMetadata owner,
    RunId archivedAs,
    boolean complete,
    String reason,
    int analysisVersion,
    String straingaugeVersion,
    RunMetadata.Described described,
    String verdict,
    Map<String, TopicFacts> topics,
    List<Equation> books,
    List<ObjectFacts> objects) {

  private static final String SCHEMA = "straingauge.manifest/1";

  public Manifest {
    topics = Collections.unmodifiableMap(new LinkedHashMap<>(topics));
    books = List.copyOf(books);
    objects = List.copyOf(objects);
  }

  /**
   * What there is of a topic.
   *
   * @param records number of records
   * @param first offset of the first; −1 when there is none
   * @param last offset of the last; −1 when there is none
   * @param chunks number of chunks
   * @param sha256 hash of contract §8
   */
  public record TopicFacts(long records, long first, long last, int chunks, String sha256) {}

  /**
   * One equation of the books.
   *
   * @param id B6
   * @param scope topic
   * @param equation in words
   * @param left value of the left side
   * @param right value of the right side
   * @param balanced they are equal
   * @param note what else was found
   */
  public record Equation(
      String id,
      String scope,
      String equation,
      long left,
      long right,
      boolean balanced,
      String note) {}

  /**
   * An object.
   *
   * @param name inside the run's folder
   * @param bytes size
   * @param sha256 of its content
   */
  public record ObjectFacts(String name, long bytes, String sha256) {}

  /** Sum of the sizes of all objects. */
  public long bytes() {
    return objects.stream().mapToLong(ObjectFacts::bytes).sum();
  }

  /** Per topic name the hash of contract §8. */
  public Map<String, String> hashes() {
    Map<String, String> hashes = new LinkedHashMap<>();
    topics.forEach((topic, facts) -> hashes.put(topic, facts.sha256()));
    return hashes;
  }

  /** The document. */
  public byte[] toJson() {
    ObjectNode json = Json.object();
    json.put("schema", SCHEMA);
    json.put("run", owner.run().toString());
    json.put("archivedAs", archivedAs.toString());
    json.put("nonce", owner.nonce());
    json.put("clusterId", owner.clusterId());
    json.put("partition", owner.partition());
    owner.imported().ifPresent(format -> json.put("imported", format));
    json.put("complete", complete);
    json.put("reason", reason);
    json.put("analysisVersion", analysisVersion);
    json.put("straingaugeVersion", straingaugeVersion);
    json.put("scenario", described.scenario());
    json.put("driver", described.driver());
    json.put("driverVersion", described.driverVersion());
    json.put("verdict", verdict);
    ObjectNode byTopic = json.putObject("topics");
    topics.forEach(
        (topic, facts) ->
            byTopic
                .putObject(topic)
                .put("records", facts.records())
                .put("first", facts.first())
                .put("last", facts.last())
                .put("chunks", facts.chunks())
                .put("sha256", facts.sha256()));
    json.set("books", equations(books));
    ArrayNode list = json.putArray("objects");
    objects.forEach(
        o ->
            list.addObject()
                .put("name", o.name())
                .put("bytes", o.bytes())
                .put("sha256", o.sha256()));
    return Json.write(json);
  }

  static ArrayNode equations(List<Equation> books) {
    ArrayNode list = Json.NODES.arrayNode();
    for (Equation equation : books) {
      list.addObject()
          .put("id", equation.id())
          .put("scope", equation.scope())
          .put("equation", equation.equation())
          .put("left", equation.left())
          .put("right", equation.right())
          .put("balanced", equation.balanced())
          .put("note", equation.note());
    }
    return list;
  }

  /**
   * Reads a manifest.
   *
   * @throws dev.straingauge.archiver.store.StoreException ({@code archive-corrupt}) if it is none
   */
  public static Manifest parse(String what, byte[] bytes) {
    ObjectNode json = Json.readObject(what, bytes);
    Json.requireSchema(what, json, SCHEMA);
    try {
      Map<String, TopicFacts> topics = new LinkedHashMap<>();
      json.path("topics").properties().forEach(e -> topics.put(e.getKey(), topic(e.getValue())));
      List<Equation> books = new ArrayList<>();
      json.path("books").forEach(b -> books.add(equation(b)));
      List<ObjectFacts> objects = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (JsonNode each : json.path("objects")) {
        ObjectFacts object = object(each);
        if (!names.add(object.name())) {
          throw Json.corrupt(what, "object '%s' is listed twice".formatted(object.name()));
        }
        objects.add(object);
      }
      return new Manifest(
          RunMetadata.parse(what, bytes).orElseThrow(() -> Json.corrupt(what, "no run id")),
          RunId.parse(json.path("archivedAs").asText()),
          json.path("complete").asBoolean(false),
          json.path("reason").asText(),
          json.path("analysisVersion").asInt(),
          json.path("straingaugeVersion").asText(),
          new RunMetadata.Described(
              json.path("scenario").asText(),
              json.path("driver").asText(),
              json.path("driverVersion").asText()),
          json.path("verdict").asText(),
          topics,
          books,
          objects);
    } catch (IllegalArgumentException e) {
      throw Json.corrupt(what, String.valueOf(e.getMessage()));
    }
  }

  private static TopicFacts topic(JsonNode json) {
    return new TopicFacts(
        json.path("records").asLong(),
        json.path("first").asLong(),
        json.path("last").asLong(),
        json.path("chunks").asInt(),
        json.path("sha256").asText());
  }

  private static Equation equation(JsonNode json) {
    return new Equation(
        json.path("id").asText(),
        json.path("scope").asText(),
        json.path("equation").asText(),
        json.path("left").asLong(),
        json.path("right").asLong(),
        json.path("balanced").asBoolean(),
        json.path("note").asText());
  }

  private static ObjectFacts object(JsonNode json) {
    return new ObjectFacts(
        Keys.requireSafe(json.path("name").asText()),
        json.path("bytes").asLong(),
        json.path("sha256").asText());
  }
}
