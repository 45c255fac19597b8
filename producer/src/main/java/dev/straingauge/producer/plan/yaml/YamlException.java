package dev.straingauge.producer.plan.yaml;

/** A file that cannot be read at all: not there, too large, no text, or no YAML. */
public final class YamlException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean unreadable;
  private final transient Finding finding;

  /**
   * @param unreadable whether the file itself is at fault (missing, too large, no text) and not
   *     what is written in it
   */
  YamlException(boolean unreadable, Place place, String message) {
    super(place + "  " + message);
    this.unreadable = unreadable;
    this.finding = new Finding(place, "", message);
  }

  /** Whether the file itself is at fault, and not what is written in it. */
  public boolean unreadable() {
    return unreadable;
  }

  /** What was found, and where. */
  public Finding finding() {
    return finding;
  }
}
