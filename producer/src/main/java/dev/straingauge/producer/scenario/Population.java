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
  private int claims;
  private int pods;

  Population(Limits limits) {
    this.limits = limits;
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

  Claim addClaim(String name) {
    claims++;
    return new Claim(name, false);
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
    deletableClaims.set(claim, use && claim.pods == 0);
    verifiable.set(claim, use && claim.readyPods.size() >= 2);
  }

  /** A claim that is alive. */
  final class Claim extends Living {

    private final boolean owned;
    private final Pool<Pod> readyPods = new Pool<>();
    private int pods;

    private Claim(String name, boolean owned) {
      super(name);
      this.owned = owned;
    }

    boolean hasPods() {
      return pods > 0;
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

    /** A verification begins to work in it. */
    void use() {
      users++;
      sortPod();
    }

    /** A verification has ended. */
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
      sort(claim);
      sortPod();
    }

    private void sortPod() {
      deletablePods.set(this, isReady() && !owned && users == 0);
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
