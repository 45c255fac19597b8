package dev.straingauge.schemas.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A scenario as it is run: every default filled in, every value checked by whoever read it.
 * Immutable; lists keep the file's order, since the plan draws in that order.
 *
 * @param name test name unless the user sets another
 * @param target what is loaded
 * @param seed seed of plan and simulated cluster
 * @param phases at least one
 * @param limits bounds that the load keeps
 * @param timeouts time-out per kind of operation, counted from its actual start; every kind that
 *     the phases can draw is there
 * @param retries how a failed submission is repeated
 * @param scenarios the scenario runs that {@code run_specific_scenario} draws from, the disabled
 *     ones left out
 * @param faults injected faults, by the run's time
 * @param sets how StatefulSets are made; empty: none of the operations is about one
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record Scenario(
    String name,
    Target target,
    long seed,
    List<Phase> phases,
    Limits limits,
    List<Timeout> timeouts,
    Retries retries,
    List<ScenarioRun> scenarios,
    List<Fault> faults,
    Optional<Sets> sets) {

  /** A scenario without StatefulSets. */
  public Scenario(
      String name,
      Target target,
      long seed,
      List<Phase> phases,
      Limits limits,
      List<Timeout> timeouts,
      Retries retries,
      List<ScenarioRun> scenarios,
      List<Fault> faults) {
    this(
        name, target, seed, phases, limits, timeouts, retries, scenarios, faults, Optional.empty());
  }

  public Scenario {
    phases = List.copyOf(phases);
    timeouts = List.copyOf(timeouts);
    scenarios = List.copyOf(scenarios);
    faults = List.copyOf(faults);
  }

  /** How long the plan lasts, from the first phase to the end of the last. */
  public Duration planned() {
    return phases.stream().map(Phase::duration).reduce(Duration.ZERO, Duration::plus);
  }

  /** The time-out of {@code operation}. */
  public Optional<Duration> timeout(String operation) {
    return timeouts.stream()
        .filter(t -> t.operation().equals(operation))
        .map(Timeout::after)
        .findFirst();
  }

  /**
   * What is loaded.
   *
   * @param kind {@code storage}
   * @param nodes nodes of the simulated cluster, at least 1
   * @param driver name of the driver or of the simulator's profile
   * @param driverVersion its version
   * @param namespace where namespaced objects go
   * @param storageClass the class that claims name
   * @param pod how pods are made
   * @param accessMode of every claim: RWO (one node) or RWX (many)
   * @param profile the simulator's profile as canonical JSON, if the scenario brings its own; else
   *     empty, and the driver's name is that of a profile in this build
   */
  public record Target(
      String kind,
      int nodes,
      String driver,
      String driverVersion,
      String namespace,
      StorageClass storageClass,
      PodTemplate pod,
      String accessMode,
      String profile) {

    /** Access mode of claims that many nodes share. */
    public static final String RWX = "RWX";

    /** Access mode of claims that one node has at a time. */
    public static final String RWO = "RWO";

    /** Shared claims, as the EFS framework makes them. */
    public Target(
        String kind,
        int nodes,
        String driver,
        String driverVersion,
        String namespace,
        StorageClass storageClass,
        PodTemplate pod) {
      this(kind, nodes, driver, driverVersion, namespace, storageClass, pod, RWX);
    }

    /** A driver whose profile comes with this build. */
    public Target(
        String kind,
        int nodes,
        String driver,
        String driverVersion,
        String namespace,
        StorageClass storageClass,
        PodTemplate pod,
        String accessMode) {
      this(kind, nodes, driver, driverVersion, namespace, storageClass, pod, accessMode, "");
    }
  }

  /**
   * A StorageClass.
   *
   * @param name its name
   * @param reclaimPolicy Delete or Retain
   * @param volumeBindingMode Immediate or WaitForFirstConsumer
   * @param mountOptions in the file's order
   * @param parameters the driver's parameters, in the file's order
   */
  public record StorageClass(
      String name,
      String reclaimPolicy,
      String volumeBindingMode,
      List<String> mountOptions,
      List<Parameter> parameters) {
    public StorageClass {
      mountOptions = List.copyOf(mountOptions);
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * A parameter of a StorageClass.
   *
   * @param key its name
   * @param value its value
   */
  public record Parameter(String key, String value) {}

  /**
   * How pods are made.
   *
   * @param image container image
   * @param readinessInitialDelay initialDelaySeconds of the readiness probe
   * @param readinessPeriod periodSeconds of the readiness probe, positive
   */
  public record PodTemplate(
      String image, Duration readinessInitialDelay, Duration readinessPeriod) {}

  /**
   * A phase.
   *
   * @param name unique in the scenario
   * @param duration positive
   * @param warmUp shown but not judged
   * @param load when operations start
   * @param operations what is drawn, by weight, in the file's order; used when {@code sequence} is
   *     empty
   * @param sequence fixed kinds in order, each once; the phase starts nothing more after the last
   * @param io background I/O of the pods, if the phase asks for it
   */
  public record Phase(
      String name,
      Duration duration,
      boolean warmUp,
      Load load,
      List<Weighted> operations,
      List<String> sequence,
      Optional<IoLoad> io) {
    public Phase {
      operations = List.copyOf(operations);
      sequence = List.copyOf(sequence);
    }

    /** Whether operations of that kind are among its own; those of scenario runs are not. */
    public boolean draws(String kind) {
      return sequence.contains(kind)
          || operations.stream().anyMatch(o -> o.weight() > 0 && o.operation().equals(kind));
    }
  }

  /**
   * A kind of operation and its weight.
   *
   * @param operation kind
   * @param weight not negative; at least one of a phase is positive
   */
  public record Weighted(String operation, double weight) {}

  /** When operations start. Rates are per second. */
  public sealed interface Load {
    /**
     * Closed: each worker starts the next operation {@code think} after the end of its last.
     *
     * @param workers at least 1
     * @param think not negative
     */
    record Closed(int workers, Duration think) implements Load {}

    /**
     * Open: one operation each 1/rate seconds.
     *
     * @param ratePerSecond positive
     */
    record Constant(double ratePerSecond) implements Load {}

    /**
     * Open: the rate goes evenly from one value to the other over the phase.
     *
     * @param fromPerSecond not negative
     * @param toPerSecond not negative; one of both is positive
     */
    record Ramp(double fromPerSecond, double toPerSecond) implements Load {}

    /**
     * Open: {@code steps} plateaus of equal length, evenly from one rate to the other.
     *
     * @param fromPerSecond not negative
     * @param toPerSecond not negative
     * @param steps at least 2
     */
    record Steps(double fromPerSecond, double toPerSecond, int steps) implements Load {}

    /**
     * Open: {@code size} operations at once, each {@code every}.
     *
     * @param size at least 1
     * @param every positive
     */
    record Burst(int size, Duration every) implements Load {}

    /**
     * Open: a Poisson process.
     *
     * @param ratePerSecond positive, the mean
     */
    record Poisson(double ratePerSecond) implements Load {}
  }

  /**
   * Background I/O of all running pods together, spread evenly over them.
   *
   * @param readPerSecond reads per second, not negative
   * @param writePerSecond writes per second, not negative
   * @param metadataPerSecond metadata operations per second, not negative
   * @param sizeBytes bytes of one read or write
   */
  public record IoLoad(
      double readPerSecond, double writePerSecond, double metadataPerSecond, long sizeBytes) {}

  /**
   * Bounds that the load keeps; an operation that would break one is skipped, and counted.
   *
   * @param volumes claims alive at once
   * @param podsPerVolume pods alive at once on one claim
   * @param pods pods alive at once
   */
  public record Limits(int volumes, int podsPerVolume, int pods) {}

  /**
   * A time-out.
   *
   * @param operation kind
   * @param after from its actual start
   */
  public record Timeout(String operation, Duration after) {}

  /**
   * How a failed submission is repeated.
   *
   * @param attempts submissions at most, at least 1
   * @param delay between them
   */
  public record Retries(int attempts, Duration delay) {}

  /**
   * A scenario run that {@code run_specific_scenario} can draw.
   *
   * @param kind shared_volume_rw, many_to_one, one_to_one, concurrent_pvc or controller_crash
   * @param min smallest size drawn (pods, pairs, claims)
   * @param max largest size drawn
   * @param recoveryTimeout controller_crash: how long the recovery may take
   */
  public record ScenarioRun(String kind, int min, int max, Duration recoveryTimeout) {}

  /**
   * An injected fault.
   *
   * @param at since the start of the run
   * @param kind one of those that docs/reference/scenario-file.md lists
   * @param duration how long it lasts
   * @param share which share of the volumes, pods or reads it hits, in (0,1]
   * @param factor slow-…: by how much times are multiplied, at least 1
   */
  public record Fault(Duration at, String kind, Duration duration, double share, double factor) {}

  /**
   * How StatefulSets are made; each member has one claim.
   *
   * @param replicas members of each, at least 1
   * @param podManagement {@link #ORDERED_READY} or {@link #PARALLEL}
   * @param updateStrategy {@link #ROLLING_UPDATE} or {@link #ON_DELETE}
   * @param volumeBytes what each claim asks for, positive
   * @param gracePeriod terminationGracePeriodSeconds, whole seconds
   * @param preStop which of them have a preStop hook: {@link #ALWAYS}, {@link #NEVER} or {@link
   *     #ALTERNATE}: the first has one, the second not, and so on
   * @param preStopDuration how long the hook takes
   * @param bulk what one {@code put_bulk} writes
   * @param frequent what one {@code put_frequent} writes
   * @param large what one {@code put_large} writes
   */
  public record Sets(
      int replicas,
      String podManagement,
      String updateStrategy,
      long volumeBytes,
      Duration gracePeriod,
      String preStop,
      Duration preStopDuration,
      Entries bulk,
      Entries frequent,
      Entries large) {

    /** Members come and go one after the other. */
    public static final String ORDERED_READY = "OrderedReady";

    /** Members are made all at once. */
    public static final String PARALLEL = "Parallel";

    /** The controller restarts what is not up to date. */
    public static final String ROLLING_UPDATE = "RollingUpdate";

    /** A member is up to date after somebody has deleted it. */
    public static final String ON_DELETE = "OnDelete";

    public static final String ALWAYS = "always";
    public static final String NEVER = "never";
    public static final String ALTERNATE = "alternate";

    /** Whether the set that is made as the {@code index}-th, from 0, has a preStop hook. */
    public boolean hasPreStop(long index) {
      return preStop.equals(ALWAYS) || (preStop.equals(ALTERNATE) && index % 2 == 0);
    }

    /** Members that have to be ready for the set to serve: more than half of them. */
    public int quorum() {
      return replicas / 2 + 1;
    }
  }

  /**
   * Entries of a key-value store.
   *
   * @param count how many at once, at least 1
   * @param bytes of each, positive
   */
  public record Entries(int count, long bytes) {}
}
