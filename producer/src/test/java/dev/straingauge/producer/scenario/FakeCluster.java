package dev.straingauge.producer.scenario;

import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.Driver;
import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.Trouble;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.Timeline;
import dev.straingauge.schemas.config.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes each intent after 10 ms; what happens then is told by {@link #script}: by default it takes
 * effect a second after the submission.
 */
final class FakeCluster implements Cluster {

  /** What becomes of an intent. */
  sealed interface Fate {

    /** It takes effect so long after its submission. */
    record After(Duration delay) implements Fate {}

    /** The API refuses it. */
    record Refused(String reason) implements Fate {}

    /** It was accepted, and then cannot take effect. */
    record Fails(Duration delay, String reason) implements Fate {}
  }

  final List<Intent> intents = new ArrayList<>();
  final List<String> io = new ArrayList<>();
  final List<String> explained = new ArrayList<>();
  final Set<Feature> features = EnumSet.allOf(Feature.class);
  Promise<Boolean> ioDone = Promise.of(true);
  Function<Intent, Fate> script = intent -> new Fate.After(Duration.ofSeconds(1));

  private static final Duration ANSWER = Duration.ofMillis(10);

  private final Timeline timeline;
  private final Map<Long, Promise<Effect>> effects = new HashMap<>();

  FakeCluster(Timeline timeline) {
    this.timeline = timeline;
  }

  @Override
  public Promise<Accepted> submit(Intent intent) {
    intents.add(intent);
    Promise<Accepted> accepted = new Promise<>();
    Promise<Effect> effect = new Promise<>();
    effects.put(intent.operationId(), effect);
    switch (script.apply(intent)) {
      case Fate.After after -> {
        in(ANSWER, () -> accepted.complete(new Accepted(now(), 7)));
        in(after.delay(), () -> effect.complete(new Effect(now(), 42)));
      }
      case Fate.Refused refused ->
          in(ANSWER, () -> accepted.fail(new ClusterException(refused.reason(), "409", "refused")));
      case Fate.Fails fails -> {
        in(ANSWER, () -> accepted.complete(new Accepted(now(), 7)));
        in(fails.delay(), () -> effect.fail(new ClusterException(fails.reason(), "", "failed")));
      }
    }
    return accepted;
  }

  @Override
  public Promise<Effect> effect(long operationId) {
    Promise<Effect> effect = effects.get(operationId);
    return effect != null
        ? effect
        : Promise.failed(new ClusterException("NotFound", "", "no such operation"));
  }

  @Override
  public Promise<Boolean> io(String step, Optional<Scenario.IoLoad> load) {
    io.add(
        step + (load.isPresent() ? " on" : " off") + " at " + timeline.nowNanos() / 1_000_000_000L);
    return ioDone;
  }

  @Override
  public Duration grace() {
    return Duration.ZERO;
  }

  @Override
  public void explain(Trouble trouble) {
    explained.add(
        "%s %d %s"
            .formatted(trouble.operation(), trouble.intent().operationId(), trouble.reason()));
  }

  @Override
  public boolean has(Feature feature) {
    return features.contains(feature);
  }

  @Override
  public ClusterFacts facts() {
    return new ClusterFacts("fake", "1", 1, "f");
  }

  @Override
  public Driver driver() {
    return new Driver("fake", "1", List.of());
  }

  @Override
  public Promise<Accepted> setUp() {
    return Promise.of(new Accepted(now(), 0));
  }

  @Override
  public Promise<List<CleanupOfKind>> cleanUp() {
    return Promise.of(List.of());
  }

  private Instant now() {
    return Instant.ofEpochSecond(0, timeline.nowNanos());
  }

  private void in(Duration delay, Runnable task) {
    timeline.at(timeline.nowNanos() + delay.toNanos(), task);
  }
}
