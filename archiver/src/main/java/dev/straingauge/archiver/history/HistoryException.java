package dev.straingauge.archiver.history;

import java.util.List;
import java.util.stream.Stream;

/** A table cannot be read as a history. The message says which and how many problems it has. */
public final class HistoryException extends RuntimeException {

  private static final int SHOWN = 20;

  private final transient List<String> problems;

  HistoryException(String what, List<String> problems) {
    super(
        "read table '%s': %d problem%s"
            .formatted(what, problems.size(), problems.size() == 1 ? "" : "s"));
    this.problems =
        problems.size() <= SHOWN
            ? List.copyOf(problems)
            : Stream.concat(
                    problems.stream().limit(SHOWN),
                    Stream.of("and %d more".formatted(problems.size() - SHOWN)))
                .toList();
  }

  /** One line each, with line numbers; at most 20 and how many more there are. */
  public List<String> problems() {
    return problems;
  }
}
