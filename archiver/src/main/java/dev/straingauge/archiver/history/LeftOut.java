package dev.straingauge.archiver.history;

/**
 * A run that is not part of the history.
 *
 * @param run which: a run id, or a line of a table
 * @param reason why
 */
public record LeftOut(String run, String reason) {}
