package dev.straingauge.producer.plan.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What comes to light while a configuration is read: problems, warnings, and every effective value
 * with its place. Mutable, for one thread.
 */
public final class Reading {

  /** What is shown instead of a secret. */
  public static final String MASK = "***";

  private static final Pattern SECRET =
      Pattern.compile("passw|secret|token|access_?-?key|api_?-?key|private_?-?key|credential");

  private final boolean strict;
  private final List<Finding> problems = new ArrayList<>();
  private final List<Finding> warnings = new ArrayList<>();
  private final List<Effective> effective = new ArrayList<>();

  /**
   * A value that counts.
   *
   * @param path path of its key
   * @param value a String, Long, Double or Boolean, or a list of Strings
   * @param place who set it
   */
  public record Effective(String path, Object value, Place place) {}

  /** Of a file in which an unknown key is a warning. */
  public Reading() {
    this(false);
  }

  private Reading(boolean strict) {
    this.strict = strict;
  }

  /** Of a file in which an unknown key is a problem. */
  public static Reading strict() {
    return new Reading(true);
  }

  /** Whether an unknown key is a problem. */
  boolean isStrict() {
    return strict;
  }

  /** Whether values under {@code key} must never be shown. */
  public static boolean isSecret(String key) {
    return SECRET.matcher(key.toLowerCase(Locale.ROOT)).find();
  }

  /** {@code value}, or the mask if {@code key} names a secret. */
  public static String masked(String key, String value) {
    return isSecret(key) ? MASK : value;
  }

  /** Notes a problem. */
  public void problem(Place place, String path, String message) {
    problems.add(new Finding(place, path, message));
  }

  /** Notes a problem. */
  public void problem(Finding finding) {
    problems.add(finding);
  }

  /** Notes a warning. */
  public void warning(Place place, String path, String message) {
    warnings.add(new Finding(place, path, message));
  }

  /** Notes a warning. */
  public void warning(Finding finding) {
    warnings.add(finding);
  }

  /** Notes a value that counts. */
  public void effective(String path, Object value, Place place) {
    effective.add(new Effective(path, isSecret(path) ? MASK : value, place));
  }

  /** Problems by file and line; those of one line in the order of their discovery, each once. */
  public List<Finding> problems() {
    return sorted(problems);
  }

  /** How many problems were noted so far. */
  public int problemCount() {
    return problems.size();
  }

  /** Warnings by file and line; those of one line in the order of their discovery. */
  public List<Finding> warnings() {
    return sorted(warnings);
  }

  /** Effective values in the order of reading. */
  public List<Effective> effective() {
    return List.copyOf(effective);
  }

  private static List<Finding> sorted(List<Finding> findings) {
    return findings.stream().distinct().sorted(Comparator.comparing(Finding::place)).toList();
  }
}
