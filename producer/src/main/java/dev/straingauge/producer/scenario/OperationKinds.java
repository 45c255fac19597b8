package dev.straingauge.producer.scenario;

import java.util.List;

/** Names of the kinds of operations, as in scenario files and events. */
public final class OperationKinds {

  public static final String CREATE_PVC = "create_pvc";
  public static final String ATTACH_POD = "attach_pod";
  public static final String DELETE_POD = "delete_pod";
  public static final String DELETE_PVC = "delete_pvc";
  public static final String VERIFY_READWRITE = "verify_readwrite";

  /**
   * Draws one of the enabled {@link #SCENARIOS}; no operation has this kind, except a skipped one
   * when none is enabled.
   */
  public static final String RUN_SPECIFIC_SCENARIO = "run_specific_scenario";

  public static final String SHARED_VOLUME_RW = "shared_volume_rw";
  public static final String MANY_TO_ONE = "many_to_one";
  public static final String ONE_TO_ONE = "one_to_one";
  public static final String CONCURRENT_PVC = "concurrent_pvc";
  public static final String CONTROLLER_CRASH = "controller_crash";

  public static final String EXPAND_PVC = "expand_pvc";
  public static final String CREATE_SNAPSHOT = "create_snapshot";
  public static final String DELETE_SNAPSHOT = "delete_snapshot";

  /** Kinds with one intent each. */
  public static final List<String> SIMPLE =
      List.of(CREATE_PVC, ATTACH_POD, DELETE_POD, DELETE_PVC, VERIFY_READWRITE);

  /** Kinds with one intent each that not every driver has. */
  public static final List<String> OPTIONAL = List.of(EXPAND_PVC, CREATE_SNAPSHOT, DELETE_SNAPSHOT);

  /** Kinds that are made of others. */
  public static final List<String> SCENARIOS =
      List.of(SHARED_VOLUME_RW, MANY_TO_ONE, ONE_TO_ONE, CONCURRENT_PVC, CONTROLLER_CRASH);

  private OperationKinds() {}
}
