package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Attachment;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.Pod;
import dev.straingauge.event.StatefulSet;
import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.Intent.Template;
import dev.straingauge.producer.cluster.simulated.Rig.Written;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.schemas.config.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SetsTest {

  private static final Attaching QUICK = Plans.attaching(500, 500, 4);

  @Test
  void makesMembersInOrderAndEachWhenTheOneBeforeIsReady() {
    Rig rig = rig(sets("OrderedReady", "RollingUpdate"));
    Promise<Effect> whole = rig.submit(new Intent.CreateSet(1, "set-1", true));
    rig.timeline.runFor(120);

    assertThat(whole.isDone()).isTrue();
    assertThat(at(rig, "set-1-1", Stage.CREATED)).isGreaterThan(at(rig, "set-1-0", Stage.READY));
    assertThat(at(rig, "set-1-2", Stage.CREATED)).isGreaterThan(at(rig, "set-1-1", Stage.READY));
    assertThat(rig.all(ObjectChanged.class))
        .filteredOn(change -> change.getKind().equals("PersistentVolumeClaim"))
        .extracting(ObjectChanged::getName)
        .contains("data-set-1-0", "data-set-1-1", "data-set-1-2");
    assertThat(rig.events("SuccessfulCreate"))
        .extracting(KubernetesEventSeen::getNote)
        .contains(
            "create Claim data-set-1-0 Pod set-1-0 in StatefulSet set-1 success",
            "create Pod set-1-0 in StatefulSet set-1 successful");
    assertThat(status(rig)).isEqualTo(new StatefulSet(3, 3, 3, status(rig).getUpdateRevision()));
  }

  @Test
  void makesMembersAllAtOnceWithParallel() {
    Rig rig = rig(sets("Parallel", "RollingUpdate"));
    Promise<Effect> whole = rig.submit(new Intent.CreateSet(1, "set-1", true));
    rig.timeline.runFor(40);

    assertThat(whole.isDone()).isTrue();
    assertThat(at(rig, "set-1-2", Stage.CREATED)).isLessThan(at(rig, "set-1-0", Stage.READY));
  }

  @Test
  void restartsFromTheLastMemberDownOneAtATimeEvenWithParallel() {
    Rig rig = whole(sets("Parallel", "RollingUpdate"));
    int from = rig.written.size();
    Promise<Effect> restarted = update(rig, 2, Template.ANNOTATION, 0);
    rig.timeline.runFor(900);

    assertThat(restarted.isDone()).isTrue();
    assertThat(ends(rig, from)).containsExactly("set-1-2", "set-1-1", "set-1-0");
    assertThat(ready(rig, from)).containsExactly("set-1-2", "set-1-1", "set-1-0");
    assertThat(fewestReady(rig, from)).isEqualTo(2);
  }

  @Test
  void goesNoFurtherThanThePartitionAndBackWithARollback() {
    Rig rig = whole(sets("OrderedReady", "RollingUpdate"));
    String before = status(rig).getUpdateRevision();
    int from = rig.written.size();
    Promise<Effect> step = update(rig, 2, Template.ANNOTATION, 2);
    rig.timeline.runFor(300);
    assertThat(step.isDone()).isTrue();
    assertThat(ends(rig, from)).containsExactly("set-1-2");
    assertThat(status(rig).getUpdatedReplicas()).isEqualTo(1);

    Promise<Effect> paused = update(rig, 3, Template.NONE, 3);
    rig.timeline.runFor(60);
    assertThat(paused.isDone()).isTrue();
    Promise<Effect> back = update(rig, 4, Template.ROLLED_BACK, 0);
    rig.timeline.runFor(300);

    assertThat(back.isDone()).isTrue();
    assertThat(ends(rig, from)).containsExactly("set-1-2", "set-1-2");
    assertThat(status(rig).getUpdateRevision()).isEqualTo(before);
  }

  @Test
  void waitsForTheDeletionOfMembersWithOnDelete() {
    Rig rig = whole(sets("OrderedReady", "OnDelete"));
    int from = rig.written.size();
    Promise<Effect> known = update(rig, 2, Template.IMAGE, 0);
    rig.timeline.runFor(300);
    assertThat(known.isDone()).isTrue();
    assertThat(ends(rig, from)).isEmpty();

    rig.submit(new Intent.DeletePod(3, "set-1-1"));
    rig.timeline.runFor(300);
    assertThat(status(rig).getUpdatedReplicas()).isEqualTo(1);
    assertThat(status(rig).getReadyReplicas()).isEqualTo(3);
  }

  @Test
  void runsTheHookBeforeTheContainersAreToldToEnd() {
    Rig with = whole(sets("Parallel", "RollingUpdate"));
    Rig without = rig(sets("Parallel", "RollingUpdate"));
    without.submit(new Intent.CreateSet(1, "set-1", false));
    without.timeline.runFor(120);

    assertThat(termination(with)).isBetween(40.0, 43.0);
    assertThat(termination(without)).isBetween(0.5, 3.0);
  }

  @Test
  void cutsAHookThatOutlastsTheGracePeriod() {
    Scenario.Sets sets = sets("Parallel", "RollingUpdate", Duration.ofSeconds(30));
    Rig rig = whole(sets);

    assertThat(termination(rig))
        .as("the kubelet leaves 2 s, SIGTERM takes 0.7 s")
        .isBetween(30.5, 33.0);
  }

  @Test
  void saysWhatKubernetesSaysWhenAHookFails() {
    Rig rig = whole(sets("Parallel", "RollingUpdate"), Rig.fault("fail-prestop", 100, 3_000, 1, 1));

    assertThat(termination(rig)).isBetween(1.0, 4.0);
    assertThat(rig.events("FailedPreStopHook").getFirst().getNote())
        .startsWith(
            "Exec lifecycle hook ([/scripts/stop]) for Container \"app\" in Pod \"set-1-0_ns(")
        .endsWith("failed - error: command '/scripts/stop' exited with 137: , message: \"\"");
    assertThat(rig.events("FailedPreStopHook").getFirst().getReporter()).isEqualTo("kubelet");
  }

  @Test
  void terminatesBeyondTheGracePeriodWhatCannotBeKilled() {
    Rig rig =
        whole(sets("Parallel", "RollingUpdate"), Rig.fault("slow-terminate", 100, 3_000, 1, 1_000));

    assertThat(termination(rig))
        .as("0.7 s times a thousand, after the hook")
        .isBetween(740.0, 743.0);
  }

  @Test
  void keepsTheVolumesOfPodsBusyThatEndedWithoutAHook() {
    Scenario.Fault busy = Rig.fault("slow-unmount", 100, 3_000, 1, 100);
    Rig with = whole(sets("Parallel", "RollingUpdate"), busy);
    Rig without = rig(sets("Parallel", "RollingUpdate"), busy);
    without.submit(new Intent.CreateSet(1, "set-1", false));
    without.timeline.runTo(QueueTimeline.START + 120_000_000_000L);

    assertThat(detachment(with)).as("at the next report").isBetween(0.0, 13.0);
    assertThat(detachment(without)).as("after 0.3 s times a hundred").isBetween(29.0, 43.0);
  }

  /** Seconds from the end of the last pod of a run to the end of the last attachment. */
  private static double detachment(Rig rig) {
    rig.cleanUp();
    double gone =
        of(rig, 0, Stage.GONE).stream().mapToDouble(SetsTest::seconds).max().orElseThrow();
    return rig.written.stream()
            .filter(
                w ->
                    w.body() instanceof ObjectChanged c
                        && c.getFacts() instanceof Attachment
                        && c.getChange().name().equals("DELETED"))
            .mapToDouble(SetsTest::seconds)
            .max()
            .orElseThrow()
        - gone;
  }

  @Test
  void drainsANodeAndMovesItsMembersElsewhere() {
    Rig rig =
        whole(sets("OrderedReady", "RollingUpdate"), Rig.fault("node-drain", 120, 300, 0.25, 1));
    int from = rig.written.size();
    rig.timeline.runTo(QueueTimeline.START + 400_000_000_000L);

    String drained = rig.faults().getFirst().getTarget();
    assertThat(rig.faults().getFirst().getFault()).isEqualTo("node-drain");
    assertThat(rig.story(from))
        .filteredOn(line -> line.contains("Pod set-1") && line.contains(" ready"))
        .noneMatch(line -> line.contains(drained + " ") && !line.contains("deleting"));
    assertThat(status(rig).getReadyReplicas()).isEqualTo(3);
  }

  @Test
  void movesTheMembersOfALostNodeOnlyAfterForce() {
    Rig forced =
        whole(sets("Parallel", "RollingUpdate"), Rig.fault("force-delete", 120, 3_000, 0.5, 1));
    Rig left = whole(sets("Parallel", "RollingUpdate"), Rig.fault("node-loss", 120, 3_000, 0.5, 1));
    forced.timeline.runTo(QueueTimeline.START + 1_500_000_000_000L);
    left.timeline.runTo(QueueTimeline.START + 1_500_000_000_000L);

    assertThat(status(left).getReadyReplicas()).isLessThan(3);
    assertThat(status(forced).getReadyReplicas()).isEqualTo(3);
    double gone = seconds(of(forced, 0, Stage.GONE).getFirst());
    double detached =
        forced.written.stream()
            .filter(
                w ->
                    w.body() instanceof ObjectChanged c
                        && c.getFacts() instanceof Attachment
                        && c.getChange().name().equals("DELETED"))
            .mapToDouble(SetsTest::seconds)
            .min()
            .orElseThrow();
    assertThat(detached - gone).as("maxWaitForUnmountDuration").isBetween(359.0, 363.0);
  }

  @Test
  void tellsWhatWasWrittenFromWhatIsLostOrNotReady() {
    Rig rig = whole(sets("Parallel", "RollingUpdate"));
    Promise<Effect> put = rig.submit(new Intent.PutEntries(7, "set-1", 1, 10, 1_024));
    rig.timeline.runFor(5);
    assertThat(put.get().bytes()).isEqualTo(10_240);
    rig.submit(new Intent.DeletePod(8, "set-1-1"));
    rig.timeline.runFor(1);
    assertThat(rig.failure(rig.cluster.submit(new Intent.PutEntries(9, "set-1", 1, 1, 1))).reason())
        .isEqualTo("MemberNotReady");
    rig.timeline.runFor(120);

    Promise<Effect> same = rig.submit(new Intent.CheckEntries(10, "set-1", 1, 7));
    Promise<Effect> none = rig.submit(new Intent.CheckEntries(11, "set-1", 1, 6));
    assertThat(rig.failure(none).reason()).isEqualTo("DataLost");
    assertThat(same.isDone()).isTrue();
    same.get();
  }

  @Test
  void takesNoEntriesWithoutAMajority() {
    Rig rig = whole(sets("Parallel", "RollingUpdate"));
    rig.submit(new Intent.DeletePod(2, "set-1-1"));
    rig.submit(new Intent.DeletePod(3, "set-1-2"));
    rig.timeline.runFor(43);

    assertThat(rig.failure(rig.cluster.submit(new Intent.PutEntries(4, "set-1", 0, 1, 1))).reason())
        .isEqualTo("NoQuorum");
  }

  @Test
  void leavesNothingBehind() {
    Rig rig = whole(sets("OrderedReady", "RollingUpdate"));

    assertThat(rig.cleanUp())
        .allSatisfy(kind -> assertThat(kind.getLeft()).isZero())
        .extracting(CleanupOfKind::getKind)
        .contains("StatefulSet");
  }

  /** A set with a hook in it, whole at 100 s at the latest. */
  private static Rig whole(Scenario.Sets sets, Scenario.Fault... faults) {
    Rig rig = rig(sets, faults);
    Promise<Effect> whole = rig.submit(new Intent.CreateSet(1, "set-1", true));
    rig.timeline.runTo(QueueTimeline.START + 110_000_000_000L);
    whole.get();
    return rig;
  }

  private static Rig rig(Scenario.Sets sets, Scenario.Fault... faults) {
    Scenario block = Plans.block(4, faults);
    return Rig.up(
        new Scenario(
            block.name(),
            block.target(),
            block.seed(),
            block.phases(),
            block.limits(),
            block.timeouts(),
            block.retries(),
            block.scenarios(),
            block.faults(),
            Optional.of(sets)),
        Plans.fixed(QUICK));
  }

  private static Scenario.Sets sets(String podManagement, String updateStrategy) {
    return sets(podManagement, updateStrategy, Duration.ofMinutes(5));
  }

  private static Scenario.Sets sets(String podManagement, String updateStrategy, Duration grace) {
    Scenario.Entries entries = new Scenario.Entries(1, 1);
    return new Scenario.Sets(
        3,
        podManagement,
        updateStrategy,
        Rig.GIB,
        grace,
        "always",
        Duration.ofSeconds(40),
        entries,
        entries,
        entries);
  }

  private static Promise<Effect> update(Rig rig, long operation, Template what, int partition) {
    return rig.submit(new Intent.UpdateSet(operation, "set-1", what, "op-" + operation, partition));
  }

  /** Seconds from the deletion of a member to its end. */
  private static double termination(Rig rig) {
    double from = rig.seconds();
    Promise<Effect> gone = rig.submit(new Intent.DeletePod(99, "set-1-0"));
    while (!gone.isDone()) {
      rig.timeline.step();
    }
    return rig.seconds() - from;
  }

  private static StatefulSet status(Rig rig) {
    return (StatefulSet)
        rig.all(ObjectChanged.class).stream()
            .filter(change -> change.getKind().equals("StatefulSet"))
            .toList()
            .getLast()
            .getFacts();
  }

  private static int fewestReady(Rig rig, int from) {
    return rig.written.stream()
        .skip(from)
        .map(Written::body)
        .filter(body -> body instanceof ObjectChanged c && c.getKind().equals("StatefulSet"))
        .mapToInt(body -> ((StatefulSet) ((ObjectChanged) body).getFacts()).getReadyReplicas())
        .min()
        .orElseThrow();
  }

  private enum Stage {
    CREATED,
    READY,
    GONE
  }

  private static double at(Rig rig, String pod, Stage stage) {
    return of(rig, 0, stage).stream()
        .filter(w -> ((ObjectChanged) w.body()).getName().equals(pod))
        .mapToDouble(SetsTest::seconds)
        .findFirst()
        .orElseThrow();
  }

  private static double seconds(Written written) {
    return (written.at() - QueueTimeline.START) / 1e9;
  }

  private static List<String> ends(Rig rig, int from) {
    return of(rig, from, Stage.GONE).stream()
        .map(w -> ((ObjectChanged) w.body()).getName())
        .toList();
  }

  private static List<String> ready(Rig rig, int from) {
    List<String> names = new ArrayList<>();
    of(rig, from, Stage.READY)
        .forEach(
            w -> {
              ObjectChanged change = (ObjectChanged) w.body();
              if (!((Pod) change.getFacts()).getDeleting()) {
                names.add(change.getName());
              }
            });
    return names;
  }

  private static List<Written> of(Rig rig, int from, Stage stage) {
    return rig.written.stream()
        .skip(from)
        .filter(
            w ->
                w.body() instanceof ObjectChanged change
                    && change.getFacts() instanceof Pod pod
                    && switch (stage) {
                      case CREATED -> change.getChange().name().equals("ADDED");
                      case READY -> pod.getReady() && !change.getChange().name().equals("DELETED");
                      case GONE -> change.getChange().name().equals("DELETED");
                    })
        .toList();
  }
}
