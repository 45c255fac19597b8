package dev.straingauge.producer.plan;

/**
 * Something about a scenario that its author should know, and that does not stop the run.
 *
 * @param place {@code efs.yaml:9}, or a file name alone
 * @param path path of the key or of its section; empty for the file's top
 * @param message what was found and what is done about it
 */
public record Warning(String place, String path, String message) {

  /**
   * {@code test: unknown key 'durations' ignored (did you mean 'duration'?)}: all but the place.
   */
  public String text() {
    return path.isEmpty() ? message : path + ": " + message;
  }

  @Override
  public String toString() {
    return place + "  warning: " + text();
  }
}
