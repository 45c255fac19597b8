package dev.straingauge.producer.plan;

import java.time.Duration;
import java.util.List;

/** The words that a scenario file may use, in the order in which they are listed to people. */
final class Kinds {

  static final String RUN_SCENARIO = "run_specific_scenario";

  static final String EXPAND_PVC = "expand_pvc";
  static final String CREATE_SNAPSHOT = "create_snapshot";
  static final String DELETE_SNAPSHOT = "delete_snapshot";

  /** The first six are those of the EFS framework, in its order. */
  static final List<String> OPERATIONS =
      List.of(
          "create_pvc",
          "attach_pod",
          "delete_pod",
          "delete_pvc",
          "verify_readwrite",
          RUN_SCENARIO,
          EXPAND_PVC,
          CREATE_SNAPSHOT,
          DELETE_SNAPSHOT,
          "create_set",
          "restart_by_annotation",
          "rollout_restart",
          "restart_by_environment",
          "restart_by_image",
          "restart_by_partition",
          "rollback_by_partition",
          "delete_member",
          "put_bulk",
          "put_frequent",
          "put_large");

  /** Those of {@link #OPERATIONS} that are about StatefulSets. */
  static final List<String> SETS = OPERATIONS.subList(9, OPERATIONS.size());

  /** What is measured of StatefulSets, and steps of the above: with time-outs, and never drawn. */
  static final List<String> OF_SETS =
      List.of(
          "update_set",
          "restart_member",
          "terminate_member",
          "reschedule_member",
          "attach_member",
          "start_member",
          "move_with_prestop",
          "move_without_prestop",
          "keep_quorum",
          "check_data");

  /** Those of {@link #OPERATIONS} that not every driver has. */
  static final List<String> OPTIONAL = List.of(EXPAND_PVC, CREATE_SNAPSHOT, DELETE_SNAPSHOT);

  static final String SHARED_VOLUME = "shared_volume_rw";
  static final String CONTROLLER_CRASH = "controller_crash";

  static final List<String> SCENARIOS =
      List.of(SHARED_VOLUME, "many_to_one", "one_to_one", "concurrent_pvc", CONTROLLER_CRASH);

  static final List<String> FAULTS =
      List.of(
          "controller-crash",
          "slow-provision",
          "fail-provision",
          "slow-mount",
          "fail-mount",
          "never-ready",
          "stale-handle",
          "slow-attach",
          "fail-attach",
          "slow-detach",
          "fail-detach",
          "lost-volume",
          "double-attach",
          "node-loss",
          "out-of-service",
          "force-delete",
          "node-drain",
          "fail-prestop",
          "slow-terminate",
          "slow-unmount",
          "api-throttling",
          "node-cordon",
          "node-taint");

  /** Those of {@link #FAULTS} that only a driver with attachment can have. */
  static final List<String> ATTACH_FAULTS =
      List.of(
          "slow-attach",
          "fail-attach",
          "slow-detach",
          "fail-detach",
          "lost-volume",
          "double-attach");

  /** Half of the retention of the topic {@code events} (contract R4's table). */
  static final Duration LONGEST_PLAN = Duration.ofHours(84);

  static final Duration SMALLEST = Duration.ofNanos(1);
  static final int MOST_NODES = 5_000;
  static final int MOST_VOLUMES = 200_000;
  static final int MOST_PODS = 1_000_000;
  static final double MOST_PER_SECOND = 100_000;
  static final double LEAST_PER_SECOND = 1e-6;
  static final double MOST_OPERATIONS = 10_000_000;
  static final double MOST_IO_PER_SECOND = 1_000_000_000;

  private Kinds() {}
}
