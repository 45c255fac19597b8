package dev.straingauge.cli.doctor;

/**
 * What was looked at and what was found.
 *
 * @param name what was looked at
 * @param state how good that is
 * @param found what was found, with its unit
 * @param next what to do about it; empty when nothing is to be done
 */
public record Check(String name, State state, String found, String next) {

  /** How good it is. */
  public enum State {
    /** As it should be. */
    OK,
    /** It will do. */
    WARNING,
    /** Straingauge will not work so. */
    FAILED;

    /** The symbol that stands before the word. */
    public String symbol() {
      return switch (this) {
        case OK -> "✓";
        case WARNING -> "▲";
        case FAILED -> "✗";
      };
    }
  }

  static Check ok(String name, String found) {
    return new Check(name, State.OK, found, "");
  }

  static Check warning(String name, String found, String next) {
    return new Check(name, State.WARNING, found, next);
  }

  static Check failed(String name, String found, String next) {
    return new Check(name, State.FAILED, found, next);
  }
}
