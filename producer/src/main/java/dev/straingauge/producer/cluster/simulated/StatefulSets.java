package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.StatefulSet;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Clients;
import java.util.List;
import java.util.Map;

/**
 * The StatefulSet controller, as in {@code pkg/controller/statefulset} of Kubernetes: makes what is
 * missing, in order or all at once; with RollingUpdate deletes what is not up to date, from the
 * last member down to the partition, one at a time, and not while a later one is not ready. With
 * OrderedReady nothing goes on while a member is not ready. A member's name and claim stay, so a
 * new one comes only when the old one is out of the API.
 */
final class StatefulSets {

  private static final String REPORTER = "statefulset-controller";

  /** Pods and claims that no operation made by itself. */
  private static final long NO_OPERATION = -1;

  private final World world;
  private final Delay reaction;
  private final ApiClient client;

  StatefulSets(World world) {
    this.world = world;
    reaction = world.delay(world.profile.latencies().controller(), "statefulset");
    client = new ApiClient(world, Clients::controllers, "statefulset");
  }

  /** The set is new. */
  void add(SetState set) {
    set.wanted.put(set.createdBy, new SetState.Wanted(set.updateRevision, 0));
    world.sets.put(set.name, set);
    world.added(set);
    lookAt(set);
  }

  /** Its template or its partition is another now. */
  void update(SetState set, Intent.UpdateSet intent) {
    switch (intent.template()) {
      case ANNOTATION, RESTARTED_AT, ENVIRONMENT, IMAGE ->
          set.change(intent.template() + "=" + intent.value());
      case ROLLED_BACK -> set.change(set.templateBefore);
      case NONE -> {}
    }
    set.partition = intent.partition();
    set.wanted.put(
        intent.operationId(), new SetState.Wanted(set.updateRevision, intent.partition()));
    lookAt(set);
  }

  /** It is to go, with its pods and claims. */
  void delete(SetState set) {
    set.deleting = true;
    world.sets.remove(set.name);
    world.deleted(set, () -> {});
    for (PodState pod : set.members) {
      if (pod != null) {
        world.kubelet.delete(pod);
      }
    }
  }

  /** Something about one of its pods has changed. */
  void memberChanged(PodState pod) {
    SetState set = pod.set;
    if (set != null) {
      if (pod.gone && set.members[pod.member] == pod) {
        set.members[pod.member] = null;
      }
      lookAt(set);
    }
  }

  private void lookAt(SetState set) {
    if (!set.due) {
      set.due = true;
      reaction.then(
          () -> {
            set.due = false;
            if (!set.deleting && set.requests == 0) {
              reconcile(set);
            }
          });
    }
  }

  private void reconcile(SetState set) {
    boolean settled = makeMissing(set);
    if (settled && !set.isUpdatedOnDelete()) {
      restartOutdated(set);
    }
    if (set.isWhole()) {
      set.currentRevision = set.updateRevision;
    }
    StatefulSet now = set.facts();
    if (now.equals(set.told)) {
      settle(set);
    } else {
      set.told = now;
      world.modified(
          set,
          () -> {
            set.seen = now;
            settle(set);
          });
    }
  }

  /** Whether there is nothing to wait for before members are updated. */
  private boolean makeMissing(SetState set) {
    for (int i = 0; i < set.members.length; i++) {
      PodState pod = set.members[i];
      if (pod == null) {
        make(set, i);
        if (set.isOrdered()) {
          return false;
        }
      } else if (set.isOrdered() && (pod.deleting || !pod.ready)) {
        return false;
      }
    }
    return true;
  }

  private void restartOutdated(SetState set) {
    for (int i = set.members.length - 1; i >= set.partition; i--) {
      PodState pod = set.members[i];
      if (pod == null) {
        return;
      }
      if (!pod.deleting && !pod.revision.equals(set.updateRevision)) {
        request(set, 1, () -> restart(set, pod));
        return;
      }
      if (pod.deleting || !pod.ready) {
        return;
      }
    }
  }

  private void restart(SetState set, PodState pod) {
    if (!pod.deleting && !pod.gone) {
      world.events.normal(set, "SuccessfulDelete", REPORTER, told("delete", set, pod.name));
      world.kubelet.delete(pod);
    }
  }

  private void make(SetState set, int member) {
    boolean withClaim = !world.claims.containsKey(set.claimName(member));
    request(set, withClaim ? 2 : 1, () -> make(set, member, withClaim));
  }

  private void make(SetState set, int member, boolean withClaim) {
    if (set.deleting || set.members[member] != null) {
      return;
    }
    String name = set.memberName(member);
    if (withClaim) {
      makeClaim(set, member);
    }
    PodState pod =
        new PodState(
            world.scenario.target().namespace(),
            name,
            world.nextOrdinal(),
            List.of(set.claimName(member)),
            NO_OPERATION);
    pod.set = set;
    pod.member = member;
    pod.revision = member < set.partition ? set.currentRevision : set.updateRevision;
    pod.neverReady = world.faults.neverReady(pod);
    set.members[member] = pod;
    world.pods.put(name, pod);
    world.added(pod);
    world.events.normal(set, "SuccessfulCreate", REPORTER, told("create", set, name));
    world.scheduler.add(pod);
  }

  private void makeClaim(SetState set, int member) {
    ClaimState claim =
        new ClaimState(
            world.scenario.target().namespace(),
            set.claimName(member),
            world.nextOrdinal(),
            world.scenario.target().storageClass().name(),
            world.scenario.target().accessMode(),
            set.settings.volumeBytes(),
            NO_OPERATION);
    world.claims.put(claim.name, claim);
    world.added(claim);
    world.events.normal(
        set,
        "SuccessfulCreate",
        REPORTER,
        "create Claim %s Pod %s in StatefulSet %s success"
            .formatted(claim.name, set.memberName(member), set.name));
    world.binder.added(claim);
  }

  /** The set is not looked at while requests are under way, as its worker does. */
  private void request(SetState set, int count, Runnable then) {
    set.requests++;
    client.request(
        count,
        () -> {
          set.requests--;
          then.run();
          lookAt(set);
        });
  }

  /** Tells those whose change has come about, by what the watch has said. */
  private void settle(SetState set) {
    StatefulSet seen = set.seen;
    for (Map.Entry<Long, SetState.Wanted> each : List.copyOf(set.wanted.entrySet())) {
      SetState.Wanted wanted = each.getValue();
      boolean known = seen.getUpdateRevision().equals(wanted.revision());
      boolean there =
          seen.getReadyReplicas() == seen.getReplicas()
              && seen.getUpdatedReplicas() >= seen.getReplicas() - wanted.partition();
      if (known && (there || (set.isUpdatedOnDelete() && each.getKey() != set.createdBy))) {
        set.wanted.remove(each.getKey());
        world.effects.complete(each.getKey(), 0);
      }
    }
  }

  private static String told(String verb, SetState set, String pod) {
    return "%s Pod %s in StatefulSet %s successful".formatted(verb, pod, set.name);
  }
}
