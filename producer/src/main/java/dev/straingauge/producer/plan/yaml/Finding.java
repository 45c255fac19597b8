package dev.straingauge.producer.plan.yaml;

/**
 * Something about a file that its author should know.
 *
 * @param place where
 * @param path path of the key, like {@code phases[1].load.rate}; empty for the file as a whole
 * @param message what was found, and in brackets what was expected
 */
public record Finding(Place place, String path, String message) {}
