package dev.straingauge.cli.summary;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A part of the summary that can be asked for by name. */
public enum Section {
  /** Thresholds: what was promised, and the worst that was found. */
  THRESHOLDS,
  /** Kinds of operation: what became of them, how long they took. */
  OPERATIONS,
  /** Phases of the scenario. */
  PHASES,
  /** Phases in the life of volumes. */
  VOLUME_PHASES,
  /** What went wrong with volumes. */
  INCIDENTS,
  /** Scenario runs. */
  SCENARIOS,
  /** Background I/O and verification. */
  IO,
  /** Injected faults. */
  FAULTS,
  /** The balance of the records. */
  BOOKS,
  /** What the run says about Straingauge itself. */
  AUDIT,
  /** What is left in the cluster. */
  CLEANUP;

  /** As the user writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The section of that name. */
  public static Optional<Section> of(String word) {
    return Arrays.stream(values())
        .filter(section -> section.word().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst();
  }
}
