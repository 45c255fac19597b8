package dev.straingauge.producer.plan;

/**
 * Something wrong with a scenario.
 *
 * @param place {@code efs.yaml:14}, or {@code --set}
 * @param path path of the key, like {@code phases[1].load.rate}; empty for the file as a whole
 * @param message what was found, and in brackets what was expected
 */
public record Problem(String place, String path, String message) {

  /**
   * {@code test.duration: '50 minutess' is no duration (expected like 50m or 1h30m)}: all but the
   * place.
   */
  public String text() {
    return path.isEmpty() ? message : path + ": " + message;
  }

  @Override
  public String toString() {
    return place + "  " + text();
  }
}
