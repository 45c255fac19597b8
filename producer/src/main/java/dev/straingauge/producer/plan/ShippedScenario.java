package dev.straingauge.producer.plan;

/**
 * A scenario that comes with Straingauge.
 *
 * @param name its name
 * @param line what it does, in one line
 * @param yaml its text, to print and edit
 */
public record ShippedScenario(String name, String line, String yaml) {}
