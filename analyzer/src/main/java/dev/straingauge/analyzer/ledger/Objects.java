package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that the ledger follows, by name, and when it has to look again. What is neither there nor
 * named by anybody is forgotten. Not thread-safe.
 */
final class Objects {

  /** Longer names than Kubernetes has are not followed. */
  static final int MAX_NAME = 600;

  private static final int MAX_NODES = 20_000;
  private static final int MAX_SHARED = 50_000;
  private static final int KEYS = 1 << 11;

  private final int maxLive;
  private final Map<String, ClaimEntry> claims = new HashMap<>();
  private final Map<String, VolumeEntry> volumes = new HashMap<>();
  private final Map<String, PodEntry> pods = new HashMap<>();
  private final Map<String, GonePod> gonePods = new HashMap<>();
  private final TreeMap<String, NodeEntry> nodes = new TreeMap<>();
  private final Map<String, String> shared = new HashMap<>();
  private final TreeSet<Entity> deadlines =
      new TreeSet<>(
          (one, other) -> {
            int byTime = Long.compare(one.due, other.due);
            int byCell = byTime != 0 ? byTime : Byte.compare(one.cell(), other.cell());
            return byCell != 0 ? byCell : one.key.compareTo(other.key);
          });
  private final @Nullable Key[] keys = new Key[KEYS];
  private final Set<Entity> changed = new LinkedHashSet<>();
  private final List<Entity> gone = new ArrayList<>();

  /** Changes of what was not followed for want of room. */
  long beyond;

  Objects(int maxLive) {
    this.maxLive = maxLive;
  }

  /** One string for each equal one, of names that come in many places. */
  String shared(String text) {
    String known = shared.get(text);
    if (known == null && shared.size() < MAX_SHARED) {
      shared.put(text, text);
    }
    return known == null ? text : known;
  }

  /** What an object is found by, and the strings that it was made of. */
  private record Key(@Nullable String namespace, String name, String key) {

    @SuppressWarnings("ReferenceEquality") // other strings just make a new key
    boolean isOf(@Nullable String itsNamespace, String itsName) {
      return name == itsName && namespace == itsNamespace;
    }
  }

  /** Namespace and name in one; mostly the string that it was the last time. */
  String key(@Nullable String namespace, String name) {
    int slot = name.hashCode() & (KEYS - 1);
    Key known = keys[slot];
    if (known != null && known.isOf(namespace, name)) {
      return known.key;
    }
    String key = (namespace == null ? "" : namespace) + "/" + name;
    if (key.length() <= MAX_NAME) {
      keys[slot] = new Key(namespace, name, key);
    }
    return key;
  }

  @Nullable ClaimEntry findClaim(String key) {
    return claims.get(key);
  }

  @Nullable VolumeEntry findVolume(String key) {
    return volumes.get(key);
  }

  @Nullable PodEntry findPod(String key) {
    return pods.get(key);
  }

  @Nullable GonePod findGonePod(String key) {
    return gonePods.get(key);
  }

  @Nullable NodeEntry findNode(@Nullable String key) {
    return key == null ? null : nodes.get(key);
  }

  /** Whether there is room for another, which is counted if not. */
  private boolean fits(Map<String, ? extends Entity> all, String key) {
    if (all.size() < maxLive && key.length() <= MAX_NAME) {
      return true;
    }
    beyond++;
    return false;
  }

  @Nullable ClaimEntry claimIfRoom(String key) {
    ClaimEntry known = claims.get(key);
    return known != null ? known : fits(claims, key) ? claim(key) : null;
  }

  @Nullable VolumeEntry volumeIfRoom(String key) {
    VolumeEntry known = volumes.get(key);
    return known != null ? known : fits(volumes, key) ? volume(key) : null;
  }

  boolean hasRoomForPod(String key) {
    return fits(pods, key);
  }

  ClaimEntry claim(String key) {
    return claims.computeIfAbsent(key, this::newClaim);
  }

  VolumeEntry volume(String key) {
    return volumes.computeIfAbsent(key, this::newVolume);
  }

  void put(PodEntry pod) {
    pods.put(pod.key, pod);
    touch(pod);
  }

  @Nullable NodeEntry nodeIfRoom(String key) {
    NodeEntry known = nodes.get(key);
    if (known != null) {
      return known;
    }
    if (nodes.size() >= MAX_NODES || key.length() > MAX_NAME) {
      beyond++;
      return null;
    }
    NodeEntry node = new NodeEntry(shared(key));
    nodes.put(node.key, node);
    touch(node);
    return node;
  }

  Iterable<PodEntry> allPods() {
    return new TreeMap<>(pods).values();
  }

  Iterable<ClaimEntry> allClaims() {
    return new TreeMap<>(claims).values();
  }

  Iterable<VolumeEntry> allVolumes() {
    return new TreeMap<>(volumes).values();
  }

  Iterable<NodeEntry> allNodes() {
    return nodes.values();
  }

  int live() {
    return claims.size() + volumes.size() + pods.size();
  }

  /** It has changed: its cell is written with the next commit. */
  void touch(Entity one) {
    changed.add(one);
  }

  /** It has to be looked at again then. */
  void setDue(Entity one, long due) {
    if (one.due != due) {
      if (one.due != Entity.NEVER) {
        deadlines.remove(one);
      }
      one.due = due;
      if (due != Entity.NEVER) {
        deadlines.add(one);
      }
      touch(one);
    }
  }

  /** The first that has to be looked at by {@code at}, which is no longer due then. */
  @Nullable Entity takeDue(long at) {
    if (deadlines.isEmpty() || deadlines.first().due > at) {
      return null;
    }
    Entity first = deadlines.first();
    setDue(first, Entity.NEVER);
    return first;
  }

  /** Keeps what events that come late are about, instead of one of that name before. */
  void remember(GonePod pod) {
    GonePod before = gonePods.get(pod.key);
    if (before != null) {
      forget(before);
    } else if (gonePods.size() >= maxLive) {
      return;
    }
    gonePods.put(pod.key, pod);
    setDue(pod, pod.lastSeen + GonePod.KEPT_NANOS);
  }

  void drop(GonePod pod) {
    gonePods.remove(pod.key);
    forget(pod);
  }

  void drop(PodEntry pod) {
    if (pods.get(pod.key) == pod) {
      pods.remove(pod.key);
    }
    forget(pod);
    for (ClaimEntry claim : pod.claims) {
      claim.pods.remove(pod);
      dropIfFree(claim);
    }
  }

  void dropIfFree(ClaimEntry claim) {
    if (claim.seen || !claim.pods.isEmpty() || claim.hasIncidents()) {
      return;
    }
    claims.remove(claim.key);
    forget(claim);
    VolumeEntry volume = claim.volume;
    if (volume != null) {
      claim.volume = null;
      if (volume.claim == claim) {
        volume.claim = null;
      }
      dropIfFree(volume);
    }
  }

  void dropIfFree(VolumeEntry volume) {
    if (volume.seen
        || !volume.attachments.isEmpty()
        || volume.claim != null
        || volume.hasIncidents()) {
      return;
    }
    volumes.remove(volume.key);
    forget(volume);
  }

  /** The run is over. */
  void clear() {
    List<Map<String, ? extends Entity>> all = List.of(claims, volumes, pods, gonePods, nodes);
    for (Map<String, ? extends Entity> each : all) {
      each.values().forEach(this::forget);
      each.clear();
    }
  }

  private void forget(Entity one) {
    setDue(one, Entity.NEVER);
    changed.remove(one);
    if (one.stored) {
      gone.add(one);
    }
  }

  private ClaimEntry newClaim(String key) {
    ClaimEntry claim = new ClaimEntry(key);
    touch(claim);
    return claim;
  }

  private VolumeEntry newVolume(String key) {
    VolumeEntry volume = new VolumeEntry(key);
    touch(volume);
    return volume;
  }

  /** Stores what changed since the last time. */
  void flush(CellSink cells) {
    for (Entity one : gone) {
      if (find(one) == null) {
        cells.delete(Cells.key(one.cell(), one.key));
      }
    }
    gone.clear();
    for (Entity one : changed) {
      StateWriter out = new StateWriter();
      one.write(out);
      cells.put(Cells.key(one.cell(), one.key), out.toBytes());
      one.stored = true;
    }
    changed.clear();
  }

  private @Nullable Entity find(Entity like) {
    return switch (like.cell()) {
      case Cells.CLAIM -> claims.get(like.key);
      case Cells.VOLUME -> volumes.get(like.key);
      case Cells.POD -> pods.get(like.key);
      case Cells.GONE_POD -> gonePods.get(like.key);
      default -> nodes.get(like.key);
    };
  }

  /** Puts back what was stored. */
  void restore(byte what, String name, StateReader in) {
    Entity read =
        switch (what) {
          case Cells.NODE -> {
            NodeEntry node = new NodeEntry(shared(name));
            node.read(in);
            nodes.put(node.key, node);
            yield node;
          }
          case Cells.VOLUME -> {
            VolumeEntry volume = new VolumeEntry(name);
            volume.readAll(in, this);
            volumes.put(name, volume);
            yield volume;
          }
          case Cells.CLAIM -> {
            ClaimEntry claim = new ClaimEntry(name);
            String of = claim.readAll(in);
            claim.storageClass = shared(claim.storageClass);
            claims.put(name, claim);
            if (of != null) {
              VolumeEntry volume = volume(of);
              claim.volume = volume;
              volume.claim = claim;
            }
            yield claim;
          }
          case Cells.GONE_POD -> {
            GonePod pod = new GonePod(name);
            pod.read(in);
            gonePods.put(name, pod);
            yield pod;
          }
          case Cells.POD -> {
            PodEntry pod = PodEntry.read(name, in, this);
            pods.put(name, pod);
            yield pod;
          }
          default -> throw new IllegalArgumentException("restore the ledger: cell " + what);
        };
    if (read.due != Entity.NEVER) {
      deadlines.add(read);
    }
  }
}
