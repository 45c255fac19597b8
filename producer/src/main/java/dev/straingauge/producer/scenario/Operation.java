package dev.straingauge.producer.scenario;

import org.jspecify.annotations.Nullable;

/**
 * An operation of the plan, or a part of one.
 *
 * @param id index in the plan, unique in the run
 * @param kind as in {@link OperationKinds}
 * @param step phase of the scenario
 * @param intendedNanos when the plan wants it to start
 * @param parent the operation that it is a part of
 */
record Operation(long id, String kind, String step, long intendedNanos, @Nullable Long parent) {}
