package dev.straingauge.archiver;

import java.util.Optional;

/**
 * What the archiver does at the moment.
 *
 * @param running whether partitions are assigned
 * @param openRuns runs that are not finished
 * @param finishedRuns runs finished since the start
 * @param records records written since the start
 * @param chunks chunks written since the start
 * @param bytes their size
 * @param setAside records that belong to no open run
 * @param problem what the store says, when it fails; the archiver asks again until it answers
 */
public record ArchiverStatus(
    boolean running,
    long openRuns,
    long finishedRuns,
    long records,
    long chunks,
    long bytes,
    long setAside,
    Optional<String> problem) {}
