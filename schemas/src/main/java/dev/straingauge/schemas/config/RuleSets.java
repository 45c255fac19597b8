package dev.straingauge.schemas.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.schemas.config.Rule.Bound;
import dev.straingauge.schemas.config.Rule.Bounds;
import dev.straingauge.schemas.config.Rule.Level;
import dev.straingauge.schemas.config.Rule.Measure;
import dev.straingauge.schemas.config.Rule.Metric;
import dev.straingauge.schemas.config.Rule.Subject;
import dev.straingauge.schemas.config.Rule.Tag;
import dev.straingauge.schemas.config.RuleSet.FailOn;
import dev.straingauge.schemas.config.RuleSet.Span;
import dev.straingauge.schemas.config.RuleSet.Step;
import dev.straingauge.schemas.json.CanonicalJson;
import dev.straingauge.schemas.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * {@link RuleSet} as JSON: members {@code rules} and {@code judging} of RunStarted.config.
 * Durations are whole nanoseconds, bounds decimal numbers as text in the rule's unit, since JSON's
 * own numbers have 53 bits. What is not known is refused: it would shape results, and this version
 * cannot know how. A configuration without the two has no rules.
 */
public final class RuleSets {

  private static final String RULES = "rules";
  private static final String JUDGING = "judging";
  private static final List<String> RULE =
      List.of(
          "id",
          "source",
          "measure",
          "names",
          "each",
          "labels",
          "metric",
          "statistic",
          "windowNanos",
          "direction",
          "bounds",
          "forNanos",
          "keepFiringForNanos",
          "minSamples",
          "noDataForNanos",
          "steps",
          "muteFaults",
          "required",
          "abort");

  private RuleSets() {}

  /** Member {@code rules}. */
  public static ArrayNode rules(RuleSet set) {
    ArrayNode rules = Json.object().putArray(RULES);
    set.rules().forEach(rule -> rules.add(rule(rule)));
    return rules;
  }

  /** Member {@code judging}. */
  public static ObjectNode judging(RuleSet set) {
    ObjectNode json = Json.object();
    json.put("failOn", Words.of(set.failOn())).put("undecidedIsOk", set.undecidedIsOk());
    ArrayNode faults = json.putArray("faults");
    for (Span span : set.faults()) {
      faults
          .addObject()
          .put("fromNanos", span.from().toNanos())
          .put("toNanos", span.to().toNanos());
    }
    ArrayNode steps = json.putArray("steps");
    for (Step step : set.steps()) {
      ObjectNode one = steps.addObject().put("name", step.name()).put("io", step.io());
      step.operations().forEach(one.putArray("operations")::add);
    }
    return json;
  }

  /**
   * The rules of a run.
   *
   * @param runStartedConfig RunStarted.config
   * @throws IllegalArgumentException if it is no JSON object, or the members are not as above
   */
  public static RuleSet fromConfig(String runStartedConfig) {
    JsonNode config = Json.readObject(runStartedConfig);
    RuleSet judging = config.has(JUDGING) ? judging(config.get(JUDGING)) : RuleSet.NONE;
    JsonNode rules = config.path(RULES);
    if (rules.isMissingNode()) {
      return judging;
    }
    if (!rules.isArray() || rules.size() > RuleSet.MAX_RULES) {
      throw new IllegalArgumentException(
          "read the configuration of the thresholds: %s (expected an array of at most %d)"
              .formatted(
                  rules.isArray() ? rules.size() + " rules" : "rules: " + rules,
                  RuleSet.MAX_RULES));
    }
    List<Rule> read = StreamSupport.stream(rules.spliterator(), false).map(RuleSets::rule).toList();
    Set<String> ids = new HashSet<>();
    for (Rule rule : read) {
      if (!ids.add(rule.id())) {
        throw new IllegalArgumentException(
            "read the configuration of the thresholds: two rules of id %s (expected unique ids)"
                .formatted(Quoted.of(rule.id())));
      }
    }
    return judging.with(read);
  }

  /**
   * First 8 hex digits of the SHA-256 of what the rule says, wherever it comes from: a rule that
   * judges otherwise has another one.
   */
  public static String version(Rule rule) {
    ObjectNode json = rule(rule);
    json.remove("source");
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(CanonicalJson.write(json).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("hash a rule with SHA-256: not in this JDK", e);
    }
  }

  private static ObjectNode rule(Rule rule) {
    ObjectNode json = Json.object();
    Subject subject = rule.subject();
    json.put("id", rule.id())
        .put("source", rule.source())
        .put("measure", Words.of(subject.measure()));
    subject.names().forEach(json.putArray("names")::add);
    json.put("each", subject.each());
    ArrayNode labels = json.putArray("labels");
    subject
        .labels()
        .forEach(tag -> labels.addObject().put("key", tag.key()).put("value", tag.value()));
    json.put("metric", Words.of(rule.metric()))
        .put("statistic", Statistics.word(rule.statistic()))
        .put("windowNanos", rule.window().toNanos())
        .put("direction", rule.bounds().above() ? "above" : "below");
    ObjectNode bounds = json.putObject("bounds");
    for (Level level : Level.values()) {
      rule.bounds()
          .of(level)
          .ifPresent(
              bound ->
                  bounds
                      .putObject(Words.of(level))
                      .put("bound", JsonFields.decimal(bound.billionths()))
                      .put("clear", JsonFields.decimal(bound.clear())));
    }
    json.put("forNanos", rule.hold().toNanos())
        .put("keepFiringForNanos", rule.keepFiring().toNanos())
        .put("minSamples", rule.minSamples())
        .put("noDataForNanos", rule.noDataFor().toNanos());
    rule.steps().forEach(json.putArray("steps")::add);
    return json.put("muteFaults", rule.muteFaults())
        .put("required", rule.required())
        .put("abort", rule.abort());
  }

  private static Rule rule(JsonNode node) {
    JsonFields json = new JsonFields("rules", node, RULE);
    Subject subject =
        new Subject(
            json.word("measure", Measure.class),
            json.texts("names"),
            json.flag("each", false),
            json.list("labels", RuleSets::tag));
    return new Rule(
        json.text("id"),
        json.text("source"),
        subject,
        json.word("metric", Metric.class),
        Statistics.parse(json.text("statistic"))
            .orElseThrow(() -> json.bad("statistic: " + json.get("statistic"), "like p99")),
        json.nanos("windowNanos"),
        bounds(json),
        json.nanos("forNanos"),
        json.nanos("keepFiringForNanos"),
        json.whole("minSamples"),
        json.nanos("noDataForNanos"),
        json.texts("steps"),
        json.flag("muteFaults", true),
        json.flag("required", true),
        json.flag("abort", false));
  }

  private static Bounds bounds(JsonFields rule) {
    String direction = rule.text("direction");
    if (!direction.equals("above") && !direction.equals("below")) {
      throw rule.bad("direction: " + direction, "above or below");
    }
    JsonFields levels = new JsonFields("bounds", rule.get("bounds"), Words.all(Level.class));
    Bounds bounds =
        new Bounds(
            direction.equals("above"),
            levels.part(Words.of(Level.ELEVATED), RuleSets::bound),
            levels.part(Words.of(Level.WARNING), RuleSets::bound),
            levels.part(Words.of(Level.CRITICAL), RuleSets::bound));
    if (bounds.of(bounds.highest()).isEmpty()) {
      throw rule.bad("bounds: none", "at least one level");
    }
    return bounds;
  }

  private static Bound bound(JsonNode node) {
    JsonFields json = new JsonFields("bounds", node, List.of("bound", "clear"));
    return new Bound(json.billionths("bound"), json.billionths("clear"));
  }

  private static Tag tag(JsonNode node) {
    JsonFields json = new JsonFields("labels", node, List.of("key", "value"));
    return new Tag(json.text("key"), json.text("value"));
  }

  private static RuleSet judging(JsonNode node) {
    JsonFields json =
        new JsonFields(JUDGING, node, List.of("failOn", "undecidedIsOk", "faults", "steps"));
    return new RuleSet(
        List.of(),
        json.word("failOn", FailOn.class),
        json.flag("undecidedIsOk", false),
        json.list("faults", RuleSets::span),
        json.list("steps", RuleSets::step));
  }

  private static Span span(JsonNode node) {
    JsonFields json = new JsonFields("faults", node, List.of("fromNanos", "toNanos"));
    return new Span(json.nanos("fromNanos"), json.nanos("toNanos"));
  }

  private static Step step(JsonNode node) {
    JsonFields json = new JsonFields("steps", node, List.of("name", "operations", "io"));
    return new Step(json.text("name"), json.texts("operations"), json.flag("io", false));
  }
}
