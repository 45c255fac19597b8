package dev.straingauge.producer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.schemas.run.RunId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunLookupTest {

  private static final RunId OLD = RunId.parse("churn/20261121074512");
  private static final RunId NEW = RunId.parse("soak/20261121080000");
  private static final RunId MIDDLE = RunId.parse("churn/20261121074600");
  private static final List<RunId> RUNS = List.of(OLD, MIDDLE, NEW);

  @Test
  void latestCountsByTimeOverAllTests() {
    assertThat(RunLookup.select("latest", RUNS)).contains(NEW);
    assertThat(RunLookup.select("latest~1", RUNS)).contains(MIDDLE);
    assertThat(RunLookup.select("latest~2", RUNS)).contains(OLD);
    assertThat(RunLookup.select("latest~3", RUNS)).isEmpty();
  }

  @Test
  void takesAPrefixThatIsUnique() {
    assertThat(RunLookup.select("s", RUNS)).contains(NEW);
    assertThat(RunLookup.select("churn/202611210746", RUNS)).contains(MIDDLE);
    assertThat(RunLookup.select("none", RUNS)).isEmpty();
  }

  @Test
  void refusesAPrefixOfSeveralAndNamesThem() {
    assertThatThrownBy(() -> RunLookup.select("churn", RUNS))
        .isInstanceOfSatisfying(
            RunException.class,
            e -> {
              assertThat(e.id()).isEqualTo("run-ambiguous");
              assertThat(e.exitCode()).isEqualTo(2);
              assertThat(e.headline())
                  .isEqualTo("find run 'churn': 2 runs begin so (expected one)");
              assertThat(e.facts()).containsExactly("churn/20261121074512", "churn/20261121074600");
            });
  }
}
