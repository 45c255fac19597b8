package dev.straingauge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.cli.command.Console.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          paln                       | read command 'paln': unknown (did you mean 'plan'?)                                   | straingauge --help           | usage
          frobnicate                 | read command 'frobnicate': unknown                                                    | straingauge --help           | usage
          plan --sed 3               | read option '--sed': 'plan' has none of that name (did you mean '--seed'?)            | straingauge plan --help      | usage
          plan --seed x              | invalid value for option '--seed': 'x' (expected a whole number)                      | straingauge plan --help      | usage
          plan --seed                | read the command line of 'plan': missing required parameter for option '--seed' (N)    | straingauge plan --help      | usage
          plan a b                   | read argument 'b': 'plan' takes none more                                             | straingauge plan --help      | usage
          plan -o junit              | read option '--output': 'plan' has no verdict to tell as junit (expected table or json) | straingauge plan --help     | usage
          plan --write junit=x       | read option '--write': 'junit=x' (expected json=FILE)                                 | straingauge plan --help      | usage
          rules check                | read the arguments of 'rules check': 0 (expected FILE)                                | straingauge rules --help     | usage
          rules check efz            | find rules 'efz': not shipped and no such file (did you mean 'efs'?) (expected a file, or one of efs, block, controller-scale) | straingauge rules list | rules-unknown
          tail                       | read the command line of 'tail': missing required parameter: 'RUN'                    | straingauge tail --help      | usage
          end                        | read the command line of 'end': missing required parameter: 'RUN'                     | straingauge end --help       | usage
          run --speed fast           | invalid value for option '--speed': 'fast' is no speed (expected max, realtime or a factor like 10x) | straingauge run --help | usage
          run --speed 0x             | invalid value for option '--speed': '0x' is no speed (expected max, realtime or a factor like 10x)   | straingauge run --help | usage
          run --repeat 0             | read option '--repeat': 0 (expected at least 1)                                       | straingauge run --help       | usage
          run --write yaml=x         | read option '--write': 'yaml=x' (expected json=FILE, markdown=FILE or junit=FILE)      | straingauge run --help       | usage
          run --write json=no/x.json | read option '--write': 'no/x.json' is in a folder that is not there (expected one that is) | straingauge run --help | usage
          run --dry-run server       | read option '--dry-run': 'server' on a simulated cluster (expected 'server' with a real cluster; 'straingauge plan' tries a scenario without one) | straingauge run --help | usage
          run --dry-run client --kubeconfig f | read option '--dry-run': 'client' (expected 'server' with a real cluster; 'straingauge plan' tries a scenario without one) | straingauge run --help | usage
          cleanup a --kubeconfig f --wait soon | read option '--wait': 'soon' is no duration (expected like 50m or 1h30m) | straingauge cleanup --help | usage
          doctor --print-rbac --allow-fault controller-crash | print roles for fault 'controller-crash': not known where the driver's pods are (expected --driver-namespace NAME) | straingauge doctor --help | usage
          produce                    | find Kafka: no brokers are named (expected --kafka HOST:PORT, or bootstrap.servers in --kafka-config FILE) | straingauge produce --help | usage
          analyze                    | find Kafka: no brokers are named (expected --kafka HOST:PORT, or bootstrap.servers in --kafka-config FILE) | straingauge analyze --help | usage
          analyze --threads 9        | read option '--threads': 9 (expected 1 to 8, the number of partitions)                | straingauge analyze --help   | usage
          archive                    | find Kafka: no brokers are named (expected --kafka HOST:PORT, or bootstrap.servers in --kafka-config FILE) | straingauge archive --help | usage
          archive --follow --run a   | read options '--follow' and '--run': both are given (expected one of them)            | straingauge archive --help   | usage
          show --section opertions   | read option '--section': 'opertions' (did you mean 'operations'?) (expected one of thresholds, operations, phases, volume-phases, incidents, scenarios, io, faults, books, audit, cleanup) | straingauge show --help | usage
          report --write pdf=x       | read option '--write': 'pdf=x' (expected json=FILE, markdown=FILE, junit=FILE or html=FILE) | straingauge report --help | usage
          plan quikstart             | find scenario 'quikstart': not shipped and no such file (did you mean 'quickstart'?)  | straingauge scenarios        | scenario-unknown
          scenarios efs              | find scenario 'efs': not shipped                                                      | straingauge scenarios        | scenario-unknown
          """)
  void saysWhatIsWrongAndWhatToTry(String line, String headline, String advice, String id) {
    // When
    Answer answer = new Console(folder).run(line.strip().split(" +"));

    // Then
    assertThat(answer.err())
        .isEqualTo("error: %s\n      try: %s   (%s) exit 2\n".formatted(headline, advice, id));
    assertThat(answer.out()).isEmpty();
    assertThat(answer.code()).isEqualTo(2);
  }

  @Test
  void findsAWrongLabelBeforeAnythingIsBegun() {
    Answer plan = new Console(folder).run("plan", "--label", "novalue");
    Answer run = new Console(folder).run("run", "--label", "a=1", "--label", "a=2");

    assertThat(plan.err()).contains("read option '--label': 'novalue' (expected KEY=VALUE)");
    assertThat(run.err())
        .startsWith("error: read option '--label': 'a' is given twice (expected once)");
    assertThat(plan.code()).isEqualTo(2);
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          plan --test a/b       | error: read option '--test': 'a/b' (expected up to 40 letters, digits, '-' and '_')   (usage) exit 2
          run --label x         | error: read option '--label': 'x' (expected KEY=VALUE)   (usage) exit 2
          run --label =x        | error: read option '--label': '=x' (expected KEY=VALUE)   (usage) exit 2
          list --s3 minio       | error: read option '--s3': 'minio' (expected https://HOST:PORT)   (usage) exit 2
          list --bucket A       | error: name a bucket 'A': not a name that S3 allows (expected 3 to 63 of a-z, 0-9, '.', '-')   (usage) exit 2
          run --kafka localhost | error: read option '--kafka': 'localhost' (expected HOST:PORT, like localhost:9092)   (usage) exit 2
          run --kafka-config no | error: read Kafka properties 'no': no such file (expected a file of key=value)   (config-unreadable) exit 2
          """)
  void saysWhatIsWrong(String line, String message) {
    // When
    Answer answer = new Console(folder).run((line.strip() + " -q").split(" +"));

    // Then
    assertThat(answer.err()).isEqualTo(message + "\n");
    assertThat(answer.code()).isEqualTo(2);
  }

  @Test
  void printsAllProblemsOfAScenarioAtOnce() {
    // When
    Answer answer =
        new Console(folder)
            .run(
                "plan",
                "--set",
                "phases[0].duration=x",
                "--set",
                "limits.volumes=-3",
                "--set",
                "seed=1e9x");

    // Then
    assertThat(answer.err()).startsWith("error: read scenario 'quickstart': ");
    assertThat(answer.err().lines().skip(1)).allMatch(line -> line.startsWith("      --set  "));
    assertThat(answer.err())
        .contains("phases[0].duration: 'x' is no duration", "limits.volumes: -3", "seed: '1e9x'");
    assertThat(answer.code()).isEqualTo(2);
  }

  @Test
  void printsTheUsageWithoutACommand() {
    // When
    Answer answer = new Console(folder).run();

    // Then
    assertThat(answer.err()).startsWith("Usage: straingauge [-hV] COMMAND");
    assertThat(answer.code()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "plan",
        "scenarios",
        "produce",
        "analyze",
        "archive",
        "end",
        "cleanup",
        "tail",
        "list",
        "show",
        "doctor",
        "version"
      })
  void hasHelpWithExamplesForEveryCommand(String command) {
    // When
    Answer answer = new Console(folder).run(command, "--help");

    // Then
    assertThat(answer.out())
        .startsWith("Usage: straingauge " + command)
        .contains("Examples:\n  straingauge " + command);
    assertThat(answer.out().lines()).allMatch(line -> line.length() <= 120);
    assertThat(answer.err()).isEmpty();
    assertThat(answer.code()).isZero();
  }
}
