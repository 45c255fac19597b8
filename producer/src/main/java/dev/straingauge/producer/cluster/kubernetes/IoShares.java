package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.schemas.config.Scenario.IoLoad;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Divides the I/O of a phase evenly among pods. A pod has its share for as long as possible, since
 * another one means that its fio begins anew: the share of a pod that went is taken by one that has
 * none, the one that came first before others. Everything is divided anew when there could be more
 * shares, or when more than a tenth of the shares is vacant, at most every 10 s.
 *
 * <p>Where there are less than two I/Os a second for each pod, only some of them do it, and the
 * others are in reserve: fio tells its counts only when each of its jobs has had something to do.
 * Not thread-safe.
 */
final class IoShares {

  private static final long ANEW_NANOS = 10_000_000_000L;
  private static final int VACANT_PER_SHARE = 10;
  private static final int LEAST_PER_SECOND = 2;

  private final IoLoad load;
  private final List<IoLoad> shares = new ArrayList<>();

  /** Who has the share of that index. */
  private final List<@Nullable String> holders = new ArrayList<>();

  private long dividedNanos;

  IoShares(IoLoad load) {
    this.load = load;
  }

  /**
   * Who does what from now on; a pod that is not in it waits.
   *
   * @param pods all pods that can do I/O, each once
   */
  Map<String, IoLoad> of(List<String> pods, long nowNanos) {
    Set<String> there = new HashSet<>(pods);
    holders.replaceAll(pod -> pod != null && there.contains(pod) ? pod : null);
    List<String> waiting = new ArrayList<>(pods);
    waiting.removeAll(holders);
    for (int i = 0; i < holders.size() && !waiting.isEmpty(); i++) {
      if (holders.get(i) == null) {
        holders.set(i, waiting.removeFirst());
      }
    }
    long vacant = holders.stream().filter(pod -> pod == null).count();
    boolean uneven =
        holders.size() < sharesFor(pods.size()) || vacant * VACANT_PER_SHARE > holders.size();
    boolean idle = vacant == holders.size();
    if (uneven && !pods.isEmpty() && (idle || nowNanos - dividedNanos >= ANEW_NANOS)) {
      divide(waiting, sharesFor(pods.size()));
      dividedNanos = nowNanos;
    }
    Map<String, IoLoad> all = new LinkedHashMap<>();
    for (int i = 0; i < holders.size(); i++) {
      String pod = holders.get(i);
      if (pod != null && !isNothing(shares.get(i))) {
        all.put(pod, shares.get(i));
      }
    }
    return all;
  }

  /** Who has a share has one again, if there are enough. */
  private void divide(List<String> waiting, int count) {
    List<@Nullable String> next = new ArrayList<>(holders);
    next.removeIf(pod -> pod == null);
    next.addAll(waiting);
    holders.clear();
    holders.addAll(next.subList(0, count));
    shares.clear();
    for (int i = 0; i < count; i++) {
      shares.add(
          new IoLoad(
              share(load.readPerSecond(), i, count),
              share(load.writePerSecond(), i, count),
              share(load.metadataPerSecond(), i, count),
              load.sizeBytes()));
    }
  }

  /** As many as there are pods, but for what would be less than two a second of every kind. */
  private int sharesFor(int pods) {
    return Math.max(
        doers(load.readPerSecond(), pods),
        Math.max(doers(load.writePerSecond(), pods), doers(load.metadataPerSecond(), pods)));
  }

  /** The doers of the least are spread over the shares. */
  private static double share(double perSecond, int index, int of) {
    long doers = doers(perSecond, of);
    return (index + 1) * doers / of > index * doers / of ? perSecond / doers : 0;
  }

  private static int doers(double perSecond, int most) {
    return most == 0 ? 0 : Math.clamp((long) (perSecond / LEAST_PER_SECOND), 1, most);
  }

  private static boolean isNothing(IoLoad share) {
    return share.readPerSecond() == 0
        && share.writePerSecond() == 0
        && share.metadataPerSecond() == 0;
  }
}
