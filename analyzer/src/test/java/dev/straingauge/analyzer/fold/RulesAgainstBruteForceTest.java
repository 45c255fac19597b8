package dev.straingauge.analyzer.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.Event;
import dev.straingauge.event.RuleSummary;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** The rules of a run and the slow evaluator of {@link BruteForceRules} say the same. */
class RulesAgainstBruteForceTest {

  private static final int SEEDS = 1_000;

  @Test
  void sayTheSameOfRandomRunsOverAThousandSeeds() {
    Map<String, Long> seen = new TreeMap<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      // Given
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      RuleSet rules = RandomRules.set(random, 1 + random.nextInt(8));
      List<Event> events = RuleRun.events(random, rules);

      // When
      Collected out = Collected.of(events);

      // Then
      assertThat(told(out))
          .as("seed %d", seed)
          .isEqualTo(new BruteForceRules(events, rules).tell());
      out.of(Topic.BREACHES, BreachEvent.class)
          .forEach(event -> seen.merge(event.getKind().name(), 1L, Long::sum));
    }
    assertThat(seen.keySet()).hasSize(6);
    assertThat(seen.values()).allMatch(count -> count > 100);
  }

  @Test
  void giveEachEventAnIdOfItsOwnAndTheSameInEachReplay() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    RuleSet rules = RandomRules.set(random, 40);
    List<Event> events = RuleRun.events(random, rules);

    List<String> ids = ids(Collected.of(events));

    assertThat(ids).hasSizeGreaterThan(50).doesNotHaveDuplicates();
    assertThat(ids(Collected.of(events))).isEqualTo(ids);
  }

  private static List<String> ids(Collected out) {
    return out.of(Topic.BREACHES, BreachEvent.class).stream()
        .map(event -> event.getBreachId() + "/" + event.getSequence())
        .toList();
  }

  private static List<String> told(Collected out) {
    List<String> told = new ArrayList<>();
    for (BreachEvent event : out.of(Topic.BREACHES, BreachEvent.class)) {
      told.add(
          "%s/%s %s %s at=%d since=%d"
              .formatted(
                  event.getRule(),
                  event.getSeries().getOperation(),
                  event.getKind(),
                  event.getLevel(),
                  (event.getAt() - EventLog.EPOCH) / 1_000_000,
                  (event.getSince() - EventLog.EPOCH) / 1_000_000));
    }
    for (RuleSummary rule : out.summary().getRules()) {
      told.add(
          "%s/%s judged=%d insufficient=%d empty=%d muted=%d"
              .formatted(
                  rule.getRule(),
                  rule.getSeries().getOperation(),
                  rule.getJudged(),
                  rule.getInsufficient(),
                  rule.getEmpty(),
                  rule.getMuted()));
    }
    return told;
  }
}
