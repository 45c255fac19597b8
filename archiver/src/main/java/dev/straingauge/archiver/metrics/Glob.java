package dev.straingauge.archiver.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Patterns in which {@code *} stands for any text, and nothing else has a meaning. */
public final class Glob {

  private Glob() {}

  /** Whether a metric's name fits one of them; upper and lower case are the same. */
  public static boolean fitsAny(List<String> globs, String name) {
    return globs.stream()
        .anyMatch(glob -> pattern(glob, Pattern.CASE_INSENSITIVE).matcher(name).matches());
  }

  /** For values, whose case matters. */
  static Pattern ofValue(String glob) {
    return pattern(glob, 0);
  }

  private static Pattern pattern(String glob, int flags) {
    return Pattern.compile(
        Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
        Pattern.DOTALL | flags);
  }
}
