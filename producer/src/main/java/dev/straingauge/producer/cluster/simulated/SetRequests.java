package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.schemas.config.Scenario;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes or refuses intents about StatefulSets, and what clients want of their members. */
final class SetRequests {

  /** Sums of the latest entries in a volume; checked is the last. */
  private static final int REMEMBERED = 64;

  private final World world;
  private final Delay exec;
  private final Delay write;
  private final Delay read;
  private final Map<VolumeState, Map<Long, String>> entries = new HashMap<>();

  SetRequests(World world) {
    this.world = world;
    DriverProfile.Latencies latencies = world.profile.latencies();
    exec = world.delay(latencies.exec(), "set/exec");
    write = world.delay(latencies.write(), "set/write");
    read = world.delay(latencies.read(), "set/read");
  }

  void create(Intent.CreateSet create) {
    String what = "create StatefulSet '" + create.set() + "'";
    Scenario.Sets settings =
        world
            .scenario
            .sets()
            .orElseThrow(
                () ->
                    ApiServer.refused(
                        "Invalid", "422", what, "the scenario has no sets", "how they are made"));
    SetState existing = world.sets.get(create.set());
    if (existing == null) {
      world.statefulSets.add(
          new SetState(
              world.scenario.target().namespace(),
              create.set(),
              world.nextOrdinal(),
              settings,
              create.preStop(),
              create.operationId()));
    } else if (existing.createdBy != create.operationId()) {
      throw ApiServer.refused("AlreadyExists", "409", what, "it exists", "none of that name");
    }
  }

  void update(Intent.UpdateSet update, boolean repeated) {
    SetState set = set(update.set(), "update");
    if (!repeated) {
      world.statefulSets.update(set, update);
    }
  }

  /** Written through the member that a client is connected to; a majority has to take it. */
  void put(Intent.PutEntries put, boolean repeated) {
    SetState set = set(put.set(), "write to");
    if (repeated) {
      return;
    }
    PodState pod = member(set, put.member(), "write to");
    if (set.ready() < set.settings.quorum()) {
      throw new ClusterException(
          "NoQuorum",
          "",
          "write to StatefulSet '%s': %d of %d members ready (expected at least %d)"
              .formatted(set.name, set.ready(), set.settings.replicas(), set.settings.quorum()));
    }
    long taken = exec.next();
    for (int i = 0; i < put.count(); i++) {
      taken += write.next();
    }
    VolumeState volume = pod.claims.getFirst().madeVolume();
    world.after(
        taken,
        () -> {
          if (ended(put.operationId(), pod, "write to")) {
            return;
          }
          boolean alone = volume.publishedOn.size() <= 1;
          entriesOf(volume)
              .put(
                  put.operationId(),
                  alone ? sum(put.operationId()) : "written by two nodes at once");
          world.effects.complete(put.operationId(), put.count() * put.bytes());
        });
  }

  /** What the volume holds is the truth. */
  void check(Intent.CheckEntries check, boolean repeated) {
    SetState set = set(check.set(), "read");
    if (repeated) {
      return;
    }
    PodState pod = member(set, check.member(), "read");
    VolumeState volume = pod.claims.getFirst().madeVolume();
    world.after(
        exec.next() + read.next(),
        () -> {
          long operation = check.operationId();
          if (ended(operation, pod, "read")) {
            return;
          }
          String found = entriesOf(volume).get(check.written());
          if (sum(check.written()).equals(found)) {
            world.effects.complete(operation, 0);
          } else {
            world.effects.fail(
                operation,
                new ClusterException(
                    found == null ? "DataLost" : "DataCorrupted",
                    "",
                    "read what operation %d wrote in pod '%s': %s (expected its SHA-256)"
                        .formatted(
                            check.written(), pod.name, found == null ? "not there" : found)));
          }
        });
  }

  private SetState set(String name, String verb) {
    SetState set = world.sets.get(name);
    if (set == null) {
      throw ApiServer.refused(
          "NotFound", "404", verb + " StatefulSet '" + name + "'", "not found", "it exists");
    }
    return set;
  }

  private static PodState member(SetState set, int number, String verb) {
    PodState pod = set.members[number];
    if (pod == null || !pod.isServing()) {
      throw ApiServer.refused(
          "MemberNotReady",
          "",
          verb + " pod '" + set.memberName(number) + "'",
          pod == null ? "not there" : "not ready",
          "a ready member");
    }
    return pod;
  }

  private boolean ended(long operation, PodState pod, String verb) {
    NodeState node = pod.node;
    if (!pod.terminated && !pod.gone && (node == null || !node.down)) {
      return false;
    }
    world.effects.fail(
        operation,
        ApiServer.refused(
            "MemberNotReady", "", verb + " pod '" + pod.name + "'", "it has ended", "it goes on"));
    return true;
  }

  private Map<Long, String> entriesOf(VolumeState volume) {
    return entries.computeIfAbsent(
        volume,
        v ->
            new LinkedHashMap<>() {
              private static final long serialVersionUID = 1L;

              @Override
              protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
                return size() > REMEMBERED;
              }
            });
  }

  private static String sum(long operation) {
    try {
      byte[] content = ("entries of operation " + operation).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("hash entries: every Java platform has SHA-256", e);
    }
  }
}
