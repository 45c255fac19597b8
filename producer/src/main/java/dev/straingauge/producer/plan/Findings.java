package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Finding;
import dev.straingauge.producer.plan.yaml.Reading;
import dev.straingauge.schemas.config.Quoted;
import java.util.ArrayList;
import java.util.List;

/** What came to light while a file was read, for its author: the first 100 of each kind. */
final class Findings {

  private static final int MOST_SHOWN = 100;

  private Findings() {}

  /** Why a file cannot be used. */
  static PlanException failure(String id, String what, String shown, Reading reading) {
    int problems = reading.problems().size();
    int warnings = reading.warnings().size();
    String headline =
        "read %s %s: %s%s"
            .formatted(
                what,
                Quoted.of(shown),
                counted(problems, "problem"),
                warnings == 0 ? "" : ", " + counted(warnings, "warning"));
    return new PlanException(id, headline, problems(reading), warnings(reading), null);
  }

  static List<Warning> warnings(Reading reading) {
    List<Warning> warnings = new ArrayList<>();
    for (Finding f : reading.warnings().stream().limit(MOST_SHOWN).toList()) {
      warnings.add(new Warning(f.place().toString(), f.path(), f.message()));
    }
    int more = reading.warnings().size() - MOST_SHOWN;
    if (more > 0) {
      warnings.add(new Warning("…", "", "and %s more".formatted(counted(more, "warning"))));
    }
    return warnings;
  }

  private static List<Problem> problems(Reading reading) {
    List<Problem> problems = new ArrayList<>();
    for (Finding f : reading.problems().stream().limit(MOST_SHOWN).toList()) {
      problems.add(new Problem(f.place().toString(), f.path(), f.message()));
    }
    int more = reading.problems().size() - MOST_SHOWN;
    if (more > 0) {
      problems.add(new Problem("…", "", "and %s more".formatted(counted(more, "problem"))));
    }
    return problems;
  }

  private static String counted(int n, String what) {
    return "%,d %s%s".formatted(n, what, n == 1 ? "" : "s");
  }
}
