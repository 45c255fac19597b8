package dev.straingauge.producer.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.config.RuleSet.FailOn;
import dev.straingauge.schemas.config.Scenario;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A scenario, ready to run, and where all of it comes from.
 *
 * @param scenario what is run; its values are the true ones, secrets included: for the cluster's
 *     adapter only
 * @param source {@code shipped}, or the file or directory as the user named it
 * @param warnings by file and line
 * @param effective {@code {scenario, form, source, values: [{path, value, source}]}}; secrets
 *     masked
 * @param canonicalPlan the scenario as canonical JSON (RFC 8785); secrets masked
 * @param rules the thresholds that it is judged by; no part of the plan
 */
public record LoadedScenario(
    Scenario scenario,
    String source,
    List<Warning> warnings,
    JsonNode effective,
    String canonicalPlan,
    RuleSet rules) {

  public LoadedScenario {
    warnings = List.copyOf(warnings);
  }

  /** The same scenario judged by the rules of a file, with that file's warnings. */
  public LoadedScenario judgedBy(LoadedRules others) {
    List<Warning> all = new ArrayList<>(warnings);
    all.addAll(others.warnings());
    return new LoadedScenario(
        scenario, source, all, effective, canonicalPlan, rules.with(others.rules()));
  }

  /**
   * The same scenario without the rules of its driver's profile: that is a profile of the
   * simulator, and says nothing of a real driver.
   */
  public LoadedScenario onRealCluster() {
    List<Rule> own = rules.rules().stream().filter(rule -> !RuleFiles.isOfProfile(rule)).toList();
    return new LoadedScenario(
        scenario, source, warnings, effective, canonicalPlan, rules.with(own));
  }

  /** The same scenario, its rules judged otherwise. */
  public LoadedScenario judged(FailOn failOn, boolean undecidedIsOk) {
    return new LoadedScenario(
        scenario, source, warnings, effective, canonicalPlan, rules.with(failOn, undecidedIsOk));
  }

  /** The effective value at {@code path}: {@code {path, value, source}}. */
  public Optional<JsonNode> value(String path) {
    for (JsonNode value : effective.path("values")) {
      if (value.path("path").asText().equals(path)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /** First 8 hex digits of the SHA-256 of the canonical plan: equal plans, equal hashes. */
  public String planHash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(canonicalPlan.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("hash the plan with SHA-256: not in this JDK", e);
    }
  }
}
