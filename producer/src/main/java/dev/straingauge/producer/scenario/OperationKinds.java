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

  public static final String CREATE_SET = "create_set";
  public static final String RESTART_BY_ANNOTATION = "restart_by_annotation";
  public static final String ROLLOUT_RESTART = "rollout_restart";
  public static final String RESTART_BY_ENVIRONMENT = "restart_by_environment";
  public static final String RESTART_BY_IMAGE = "restart_by_image";
  public static final String RESTART_BY_PARTITION = "restart_by_partition";
  public static final String ROLLBACK_BY_PARTITION = "rollback_by_partition";
  public static final String DELETE_MEMBER = "delete_member";
  public static final String PUT_BULK = "put_bulk";
  public static final String PUT_FREQUENT = "put_frequent";
  public static final String PUT_LARGE = "put_large";

  /** Kinds that change the template of a StatefulSet at once. */
  public static final List<String> RESTARTS =
      List.of(RESTART_BY_ANNOTATION, ROLLOUT_RESTART, RESTART_BY_ENVIRONMENT, RESTART_BY_IMAGE);

  /** Kinds about StatefulSets. */
  public static final List<String> SETS =
      List.of(
          CREATE_SET,
          RESTART_BY_ANNOTATION,
          ROLLOUT_RESTART,
          RESTART_BY_ENVIRONMENT,
          RESTART_BY_IMAGE,
          RESTART_BY_PARTITION,
          ROLLBACK_BY_PARTITION,
          DELETE_MEMBER,
          PUT_BULK,
          PUT_FREQUENT,
          PUT_LARGE);

  public static final String UPDATE_SET = "update_set";
  public static final String RESTART_MEMBER = "restart_member";
  public static final String TERMINATE_MEMBER = "terminate_member";
  public static final String RESCHEDULE_MEMBER = "reschedule_member";
  public static final String ATTACH_MEMBER = "attach_member";
  public static final String START_MEMBER = "start_member";
  public static final String MOVE_WITH_PRESTOP = "move_with_prestop";
  public static final String MOVE_WITHOUT_PRESTOP = "move_without_prestop";
  public static final String KEEP_QUORUM = "keep_quorum";
  public static final String CHECK_DATA = "check_data";

  /** Kinds that nobody plans: steps of the above, and what is measured of StatefulSets. */
  public static final List<String> OF_SETS =
      List.of(
          UPDATE_SET,
          RESTART_MEMBER,
          TERMINATE_MEMBER,
          RESCHEDULE_MEMBER,
          ATTACH_MEMBER,
          START_MEMBER,
          MOVE_WITH_PRESTOP,
          MOVE_WITHOUT_PRESTOP,
          KEEP_QUORUM,
          CHECK_DATA);

  private OperationKinds() {}
}
