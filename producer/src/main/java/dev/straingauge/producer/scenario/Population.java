package dev.straingauge.producer.scenario;

import dev.straingauge.schemas.config.Scenario.Limits;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A model of what is alive in the cluster, as far as the load made it: what can be a target and
 * what the limits leave room for. Claims and pods that a scenario run made are its own: they count
 * towards the limits and are nobody else's target. What was given up stays alive until its effect
 * is seen, or its deletion.
 */
final class Population {

  private final Limits limits;
  private final Pool<Claim> usable = new Pool<>();
  private final Pool<Claim> attachable = new Pool<>();
  private final Pool<Claim> deletableClaims = new Pool<>();
  private final Pool<Claim> verifiable = new Pool<>();
  private final Pool<Pod> deletablePods = new Pool<>();
  private final Pool<Claim> expandable = new Pool<>();
  private final Pool<Claim> provisioned = new Pool<>();
  private final Pool<Snapshot> deletableSnapshots = new Pool<>();
  private final boolean bindsAtOnce;
  private int claims;
  private int pods;
  private int snapshots;

  /**
   * @param bindsAtOnce whether a claim that is ready has a volume; else it waits for its first pod
   */
  Population(Limits limits, boolean bindsAtOnce) {
    this.limits = limits;
    this.bindsAtOnce = bindsAtOnce;
  }

  /** Why so many more cannot be: the limit that they would break. */
  Optional<String> noRoomFor(int moreClaims, int morePods, int podsOnOne) {
    if (claims + moreClaims > limits.volumes()) {
      return Optional.of("limit-volumes");
    }
    if (pods + morePods > limits.pods()) {
      return Optional.of("limit-pods");
    }
    return podsOnOne > limits.podsPerVolume()
        ? Optional.of("limit-pods-per-volume")
        : Optional.empty();
  }

  /** Why no pod can be attached to an existing claim. */
  Optional<String> noAttach() {
    Optional<String> limit = noRoomFor(0, 1, 1);
    if (limit.isPresent() || !attachable.isEmpty()) {
      return limit;
    }
    return Optional.of(usable.isEmpty() ? "no-target" : "limit-pods-per-volume");
  }

  Optional<Claim> toAttach(RandomGenerator random) {
    return chosen(attachable, random);
  }

  Optional<Claim> toDeleteClaim(RandomGenerator random) {
    return chosen(deletableClaims, random);
  }

  Optional<Pod> toDeletePod(RandomGenerator random) {
    return chosen(deletablePods, random);
  }

  /** A claim with two ready pods. */
  Optional<Claim> toVerify(RandomGenerator random) {
    return chosen(verifiable, random);
  }

  /** A claim with a ready pod, which an expansion may need, and nobody else at work on it. */
  Optional<Claim> toExpand(RandomGenerator random) {
    return chosen(expandable, random);
  }

  /** A claim with a volume, and nobody at work on it. */
  Optional<Claim> toSnapshot(RandomGenerator random) {
    return chosen(provisioned, random);
  }

  Optional<Snapshot> toDeleteSnapshot(RandomGenerator random) {
    return chosen(deletableSnapshots, random);
  }

  /** There may be as many snapshots as volumes. */
  boolean noRoomForSnapshot() {
    return snapshots >= limits.volumes();
  }

  Claim addClaim(String name) {
    claims++;
    return new Claim(name, false);
  }

  Snapshot addSnapshot(String name) {
    snapshots++;
    return new Snapshot(name);
  }

  Pod addPod(String name, Claim claim) {
    pods++;
    return new Pod(name, claim, false);
  }

  /** Keeps room for what a scenario run is going to make. */
  Reservation reserve(int moreClaims, int morePods) {
    claims += moreClaims;
    pods += morePods;
    return new Reservation(moreClaims, morePods);
  }

  private static <T> Optional<T> chosen(Pool<T> pool, RandomGenerator random) {
    return pool.isEmpty() ? Optional.empty() : Optional.of(pool.choose(random));
  }

  private void sort(Claim claim) {
    boolean use = claim.isReady() && !claim.owned;
    usable.set(claim, use);
    attachable.set(claim, use && claim.pods < limits.podsPerVolume());
    boolean free = use && claim.users == 0;
    deletableClaims.set(claim, free && claim.pods == 0);
    expandable.set(claim, free && claim.readyPods.size() >= 1);
    provisioned.set(claim, free && (bindsAtOnce || claim.hadPod));
    verifiable.set(claim, use && claim.readyPods.size() >= 2);
  }

  /** A claim that is alive. */
  final class Claim extends Living {

    private final boolean owned;
    private final Pool<Pod> readyPods = new Pool<>();
    private int pods;
    private int users;
    private boolean hadPod;
    private long bytes = SimpleOperations.CLAIM_BYTES;

    private Claim(String name, boolean owned) {
      super(name);
      this.owned = owned;
    }

    boolean hasPods() {
      return pods > 0;
    }

    /** What it is to ask for next; never less than before, whatever came of that. */
    long grow(long more) {
      bytes += more;
      return bytes;
    }

    /** An expansion or a snapshot begins. */
    void use() {
      users++;
      sort(this);
    }

    /** It has ended, or was given up. */
    void release() {
      users--;
      sort(this);
    }

    /** A ready pod. */
    Pod onePod(RandomGenerator random) {
      return readyPods.choose(random);
    }

    /** Two different ready pods. */
    List<Pod> twoPods(RandomGenerator random) {
      int first = random.nextInt(readyPods.size());
      int second = (first + 1 + random.nextInt(readyPods.size() - 1)) % readyPods.size();
      return List.of(readyPods.get(first), readyPods.get(second));
    }

    @Override
    void changed() {
      if (isGone()) {
        claims--;
      }
      sort(this);
    }
  }

  /** A pod that is alive. */
  final class Pod extends Living {

    private final Claim claim;
    private final boolean owned;
    private int users;

    private Pod(String name, Claim claim, boolean owned) {
      super(name);
      this.claim = claim;
      this.owned = owned;
      claim.pods++;
      sort(claim);
    }

    Claim claim() {
      return claim;
    }

    /** A verification or an expansion begins to work in it. */
    void use() {
      users++;
      sortPod();
    }

    /** It has ended. */
    void release() {
      users--;
      sortPod();
    }

    @Override
    void changed() {
      if (isGone()) {
        pods--;
        claim.pods--;
      }
      claim.readyPods.set(this, isReady());
      claim.hadPod |= isReady();
      sort(claim);
      sortPod();
    }

    private void sortPod() {
      deletablePods.set(this, isReady() && !owned && users == 0);
    }
  }

  /** A snapshot that is alive. */
  final class Snapshot extends Living {

    private Snapshot(String name) {
      super(name);
    }

    @Override
    void changed() {
      if (isGone()) {
        snapshots--;
      }
      deletableSnapshots.set(this, isReady());
    }
  }

  /** Room for the objects of one scenario run; what is made beyond it counts too. */
  final class Reservation {

    private int claimsLeft;
    private int podsLeft;

    private Reservation(int claimsLeft, int podsLeft) {
      this.claimsLeft = claimsLeft;
      this.podsLeft = podsLeft;
    }

    Claim addClaim(String name) {
      if (claimsLeft > 0) {
        claimsLeft--;
      } else {
        claims++;
      }
      return new Claim(name, true);
    }

    Pod addPod(String name, Claim claim) {
      if (podsLeft > 0) {
        podsLeft--;
      } else {
        pods++;
      }
      return new Pod(name, claim, true);
    }

    /** Gives back what was not made. */
    void release() {
      claims -= claimsLeft;
      pods -= podsLeft;
      claimsLeft = 0;
      podsLeft = 0;
    }
  }
}
