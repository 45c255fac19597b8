package dev.straingauge.producer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.Custom;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Pod;
import dev.straingauge.producer.cluster.Cluster.Accepted;
import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.cluster.Cluster.Feature;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.Stage;
import dev.straingauge.producer.stage.StageEngine;
import dev.straingauge.schemas.config.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every cluster holds to, with a class that binds at once and reclaims by deletion. */
@Timeout(300)
public abstract class ClusterContract {

  private static final long GIB = 1L << 30;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** All that the cluster wrote. */
  protected final List<SpecificRecord> written = Collections.synchronizedList(new ArrayList<>());

  private long operations;

  /** A stage that has not begun. */
  protected abstract StageEngine engine();

  /** A cluster on that stage for a run of its own. */
  protected abstract Cluster cluster(StageEngine engine, Journal journal);

  @Test
  void bindsAClaimAndTakesItsVolumeWithIt() {
    on(
        (stage, cluster) -> {
          effect(stage, cluster, new Intent.CreateClaim(next(), "vol-1", GIB));
          assertThat(last("PersistentVolumeClaim", "vol-1").getFacts())
              .isInstanceOfSatisfying(
                  Claim.class, claim -> assertThat(claim.getPhase()).isEqualTo("Bound"));

          effect(stage, cluster, new Intent.DeleteClaim(next(), "vol-1"));
          assertThat(last("PersistentVolumeClaim", "vol-1").getChange()).isEqualTo(Change.DELETED);
          assertThat(of("PersistentVolume").getLast().getChange()).isEqualTo(Change.DELETED);
          assertThat(of("PersistentVolume").getFirst().getFacts())
              .isInstanceOfSatisfying(
                  PersistentVolume.class,
                  volume -> assertThat(volume.getReclaimPolicy()).isEqualTo("Delete"));
        });
  }

  @Test
  void makesAPodReadyAndLetsItGo() {
    on(
        (stage, cluster) -> {
          effect(stage, cluster, new Intent.CreateClaim(next(), "vol-1", GIB));
          effect(stage, cluster, new Intent.CreatePod(next(), "pod-1", List.of("vol-1")));
          assertThat(last("Pod", "pod-1").getFacts())
              .isInstanceOfSatisfying(
                  Pod.class,
                  pod -> {
                    assertThat(pod.getReady()).isTrue();
                    assertThat(pod.getClaims()).containsExactly("vol-1");
                    assertThat(pod.getNode()).isNotNull();
                  });

          effect(stage, cluster, new Intent.DeletePod(next(), "pod-1"));
          assertThat(last("Pod", "pod-1").getChange()).isEqualTo(Change.DELETED);
        });
  }

  @Test
  void givesTheSameEffectWhoeverAsks() {
    on(
        (stage, cluster) -> {
          Intent intent = new Intent.CreateClaim(next(), "vol-1", GIB);
          stage.await(cluster.submit(intent));
          Promise<Effect> first = cluster.effect(intent.operationId());

          assertThat(cluster.effect(intent.operationId())).isSameAs(first);
          assertThat(stage.await(first, LIMIT)).isPresent();
          assertThat(cluster.effect(intent.operationId())).isSameAs(first);
        });
  }

  @Test
  void makesOneObjectOfARequestThatIsMadeTwice() {
    on(
        (stage, cluster) -> {
          Intent intent = new Intent.CreateClaim(next(), "vol-1", GIB);
          effect(stage, cluster, intent);
          effect(stage, cluster, intent);

          assertThat(added("PersistentVolumeClaim")).hasSize(1);
        });
  }

  @Test
  void refusesANameThatAnotherOperationHasTaken() {
    on(
        (stage, cluster) -> {
          effect(stage, cluster, new Intent.CreateClaim(next(), "vol-1", GIB));
          ClusterException refusal =
              refusal(stage, cluster, new Intent.CreateClaim(next(), "vol-1", GIB));

          assertThat(refusal.reason()).isEqualTo("AlreadyExists");
          assertThat(refusal.code()).isEqualTo("409");
        });
  }

  @Test
  void refusesToDeleteWhatIsNotThere() {
    on(
        (stage, cluster) -> {
          assertThat(refusal(stage, cluster, new Intent.DeletePod(next(), "pod-9")).reason())
              .isEqualTo("NotFound");
          assertThat(refusal(stage, cluster, new Intent.DeleteClaim(next(), "vol-9")).reason())
              .isEqualTo("NotFound");
        });
  }

  @Test
  void failsTheEffectOfWhatIsDeletedBeforeItCameAbout() {
    on(
        (stage, cluster) -> {
          effect(stage, cluster, new Intent.CreateClaim(next(), "vol-1", GIB));
          Intent create = new Intent.CreatePod(next(), "pod-1", List.of("vol-1", "vol-never"));
          stage.await(cluster.submit(create));
          awaitSeen(stage, "Pod", "pod-1");
          effect(stage, cluster, new Intent.DeletePod(next(), "pod-1"));
          ClusterException failure =
              catchThrowableOfType(
                  ClusterException.class,
                  () -> stage.await(cluster.effect(create.operationId()), LIMIT));

          assertThat(failure.reason()).isEqualTo("Deleted");
        });
  }

  @Test
  void expandsAClaimThatAPodUsesOrSaysThatItCannot() {
    on(
        (stage, cluster) -> {
          effect(stage, cluster, new Intent.CreateClaim(next(), "vol-1", GIB));
          effect(stage, cluster, new Intent.CreatePod(next(), "pod-1", List.of("vol-1")));
          Intent expand = new Intent.ExpandClaim(next(), "vol-1", 2 * GIB);
          if (!cluster.has(Feature.EXPANSION)) {
            assertThat(refusal(stage, cluster, expand).reason()).isEqualTo("Unsupported");
            return;
          }
          effect(stage, cluster, expand);
          assertThat(last("PersistentVolumeClaim", "vol-1").getFacts())
              .isInstanceOfSatisfying(
                  Claim.class,
                  claim -> {
                    assertThat(claim.getBytes()).isEqualTo(2 * GIB);
                    assertThat(claim.getCapacity()).isEqualTo(2 * GIB);
                    assertThat(claim.getResizing()).isNull();
                  });
          effect(stage, cluster, expand);
        });
  }

  @Test
  void makesASnapshotAndDeletesItWithItsContentOrSaysThatItCannot() {
    on(
        (stage, cluster) -> {
          effect(stage, cluster, new Intent.CreateClaim(next(), "vol-1", GIB));
          Intent create = new Intent.CreateSnapshot(next(), "snap-1", "vol-1");
          if (!cluster.has(Feature.SNAPSHOTS)) {
            assertThat(refusal(stage, cluster, create).reason()).isEqualTo("Unsupported");
            return;
          }
          effect(stage, cluster, create);
          effect(stage, cluster, create);
          assertThat(added("VolumeSnapshot")).hasSize(1);
          assertThat(last("VolumeSnapshot", "snap-1").getFacts())
              .isInstanceOfSatisfying(
                  Custom.class,
                  facts ->
                      assertThat(facts.getJson())
                          .contains("\"claim\":\"vol-1\"", "\"readyToUse\":true"));
          assertThat(
                  refusal(stage, cluster, new Intent.CreateSnapshot(next(), "snap-1", "vol-1"))
                      .reason())
              .isEqualTo("AlreadyExists");

          effect(stage, cluster, new Intent.DeleteSnapshot(next(), "snap-1"));
          assertThat(last("VolumeSnapshot", "snap-1").getChange()).isEqualTo(Change.DELETED);
          assertThat(of("VolumeSnapshotContent").getLast().getChange()).isEqualTo(Change.DELETED);
          assertThat(refusal(stage, cluster, new Intent.DeleteSnapshot(next(), "snap-9")).reason())
              .isEqualTo("NotFound");
        });
  }

  @Test
  void restartsTheMembersOfAStatefulSetByItsTemplate() {
    List<String> observed = new ArrayList<>();
    on(
        (stage, cluster) -> {
          Intent create = new Intent.CreateSet(next(), "set-1", true);
          effect(stage, cluster, create);
          effect(stage, cluster, create);
          assertThat(refusal(stage, cluster, new Intent.CreateSet(next(), "set-1", true)).reason())
              .isEqualTo("AlreadyExists");
          assertThat(
                  refusal(stage, cluster, update("set-9", Intent.Template.ANNOTATION, 0)).reason())
              .isEqualTo("NotFound");
          assertThat(last("Pod", "set-1-0").getFacts())
              .isInstanceOfSatisfying(
                  Pod.class,
                  pod -> {
                    assertThat(pod.getClaims()).containsExactly("data-set-1-0");
                    assertThat(pod.getOwner()).isEqualTo("StatefulSet/set-1");
                    assertThat(pod.getGraceNanos()).isEqualTo(30_000_000_000L);
                  });
          cluster.observe(
              (change, at) -> observed.add(change.getName() + " " + change.getChange()));

          effect(stage, cluster, update("set-1", Intent.Template.ANNOTATION, 1));
          assertThat(madeOf("set-1-0")).as("below the partition").isEqualTo(1);
          assertThat(madeOf("set-1-1")).isEqualTo(2);
          effect(stage, cluster, update("set-1", Intent.Template.NONE, 0));
          assertThat(madeOf("set-1-0")).isEqualTo(2);
          effect(stage, cluster, update("set-1", Intent.Template.ROLLED_BACK, 0));
          assertThat(madeOf("set-1-0")).isEqualTo(3);
          cluster.observe((change, at) -> {});
        });

    assertThat(observed).contains("set-1-0 DELETED", "set-1-0 ADDED", "set-1-1 DELETED");
    assertThat(added("StatefulSet")).hasSize(1);
    assertThat(added("PersistentVolumeClaim"))
        .extracting(ObjectChanged::getName)
        .containsExactlyInAnyOrder("data-set-1-0", "data-set-1-1");
    assertThat(added("PersistentVolume")).hasSize(2);
  }

  private Intent.UpdateSet update(String set, Intent.Template template, int partition) {
    return new Intent.UpdateSet(next(), set, template, "it/operation-" + operations, partition);
  }

  private long madeOf(String pod) {
    return added("Pod").stream().filter(change -> change.getName().equals(pod)).count();
  }

  /** The scenario with StatefulSets of two members. */
  protected static Scenario withSets(Scenario scenario) {
    Scenario.Entries entries = new Scenario.Entries(1, 1_024);
    Scenario.Sets sets =
        new Scenario.Sets(
            2,
            Scenario.Sets.PARALLEL,
            Scenario.Sets.ROLLING_UPDATE,
            GIB,
            Duration.ofSeconds(30),
            Scenario.Sets.ALWAYS,
            Duration.ofSeconds(1),
            entries,
            entries,
            entries);
    return new Scenario(
        scenario.name(),
        scenario.target(),
        scenario.seed(),
        scenario.phases(),
        scenario.limits(),
        scenario.timeouts(),
        scenario.retries(),
        scenario.scenarios(),
        scenario.faults(),
        Optional.of(sets));
  }

  @Test
  void leavesNothingBehindAndTakesNothingMore() {
    Duration wait = Duration.ofSeconds(10);
    List<CleanupOfKind> certificate = new ArrayList<>();
    StageEngine engine = engine();
    Cluster cluster = cluster(engine, written::add);
    engine.run(
        stage -> {
          stage.await(cluster.setUp());
          effect(stage, cluster, new Intent.CreateClaim(next(), "vol-1", GIB));
          effect(stage, cluster, new Intent.CreatePod(next(), "pod-1", List.of("vol-1")));
          if (cluster.has(Feature.SNAPSHOTS)) {
            effect(stage, cluster, new Intent.CreateSnapshot(next(), "snap-1", "vol-1"));
          }
          Promise<Accepted> late = cluster.submit(new Intent.CreateClaim(next(), "vol-2", GIB));
          Promise<List<CleanupOfKind>> done = cluster.cleanUp();
          ClusterException refusal =
              refusal(stage, cluster, new Intent.CreateClaim(next(), "vol-3", GIB));
          assertThat(refusal.reason()).isEqualTo("Closing");
          certificate.addAll(stage.await(done));
          assertThat(cluster.cleanUp()).isSameAs(done);
          assertThat(stage.await(either(late), wait))
              .as("answered, whatever the answer")
              .isPresent();
        });

    assertThat(certificate).isNotEmpty();
    assertThat(certificate)
        .allSatisfy(
            kind -> {
              assertThat(kind.getLeft()).as(kind.getKind()).isZero();
              assertThat(kind.getCreated()).as(kind.getKind()).isEqualTo(kind.getDeleted());
            });
    assertThat(certificate)
        .filteredOn(kind -> kind.getKind().equals("Pod"))
        .singleElement()
        .satisfies(kind -> assertThat(kind.getCreated()).isEqualTo(1));
    assertThat(certificate).extracting(CleanupOfKind::getKind).isSorted();
  }

  @Test
  void tellsTheStoryOfAnObjectInItsOrder() {
    on(
        (stage, cluster) -> {
          effect(stage, cluster, new Intent.CreateClaim(next(), "vol-1", GIB));
          effect(stage, cluster, new Intent.CreatePod(next(), "pod-1", List.of("vol-1")));
          effect(stage, cluster, new Intent.DeletePod(next(), "pod-1"));
          effect(stage, cluster, new Intent.DeleteClaim(next(), "vol-1"));
        });

    for (String kind : List.of("PersistentVolumeClaim", "PersistentVolume", "Pod")) {
      List<Change> changes = of(kind).stream().map(ObjectChanged::getChange).toList();
      assertThat(changes.getFirst()).as(kind).isEqualTo(Change.ADDED);
      assertThat(changes.getLast()).as(kind).isEqualTo(Change.DELETED);
      assertThat(changes.subList(1, changes.size() - 1)).as(kind).containsOnly(Change.MODIFIED);
    }
    assertThat(of("Node")).as("nodes that were there").isNotEmpty();
    assertThat(of("Node").getFirst().getChange()).isEqualTo(Change.LISTED);
  }

  /** Runs a body between set-up and clean-up. */
  private void on(BiConsumer<Stage, Cluster> body) {
    StageEngine engine = engine();
    Cluster cluster = cluster(engine, written::add);
    engine.run(
        stage -> {
          stage.await(cluster.setUp());
          try {
            body.accept(stage, cluster);
          } finally {
            stage.await(cluster.cleanUp());
          }
        });
  }

  private static Promise<Boolean> either(Promise<Accepted> promise) {
    Promise<Boolean> done = new Promise<>();
    promise.whenDone(answer -> done.complete(true));
    return done;
  }

  private void awaitSeen(Stage stage, String kind, String name) {
    for (int i = 0;
        i < 1_000 && added(kind).stream().noneMatch(c -> c.getName().equals(name));
        i++) {
      stage.sleepUntil(stage.now().plusMillis(10));
    }
  }

  private static void effect(Stage stage, Cluster cluster, Intent intent) {
    stage.await(cluster.submit(intent));
    assertThat(stage.await(cluster.effect(intent.operationId()), LIMIT))
        .as("effect of %s", intent)
        .isPresent();
  }

  private static ClusterException refusal(Stage stage, Cluster cluster, Intent intent) {
    return catchThrowableOfType(
        ClusterException.class, () -> stage.await(cluster.submit(intent), LIMIT));
  }

  private long next() {
    return operations++;
  }

  private List<ObjectChanged> of(String kind) {
    synchronized (written) {
      return written.stream()
          .filter(ObjectChanged.class::isInstance)
          .map(ObjectChanged.class::cast)
          .filter(change -> change.getKind().equals(kind))
          .toList();
    }
  }

  private List<ObjectChanged> added(String kind) {
    return of(kind).stream().filter(change -> change.getChange() == Change.ADDED).toList();
  }

  private ObjectChanged last(String kind, String name) {
    return of(kind).stream().filter(change -> change.getName().equals(name)).toList().getLast();
  }
}
