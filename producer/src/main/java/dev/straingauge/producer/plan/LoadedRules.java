package dev.straingauge.producer.plan;

import dev.straingauge.schemas.config.Rule;
import java.util.List;

/**
 * Rules of a file.
 *
 * @param source {@code shipped}, or the file as the user named it
 * @param rules in the file's order
 * @param warnings by file and line
 */
public record LoadedRules(String source, List<Rule> rules, List<Warning> warnings) {

  public LoadedRules {
    rules = List.copyOf(rules);
    warnings = List.copyOf(warnings);
  }
}
