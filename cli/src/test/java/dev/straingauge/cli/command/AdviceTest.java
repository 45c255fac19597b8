package dev.straingauge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class AdviceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --s3 http://127.0.0.1:9000 --bucket mine | doctor --s3 URL --bucket BUCKET | doctor --s3 http://127.0.0.1:9000 --bucket mine
          --s3 http://127.0.0.1:9000               | doctor --s3 URL --bucket BUCKET | doctor --s3 http://127.0.0.1:9000
          --bucket mine                            | doctor --s3 URL --bucket BUCKET | doctor --bucket mine
          --kafka a:1,b:2                          | doctor --kafka HOST:PORT        | doctor --kafka a:1,b:2
          --kafka a:1                              | list                            | list
          """)
  void canBePasted(String options, String advice, String pasted) {
    CommandLine command = new CommandLine(new RunCommand());
    command.parseArgs(options.split(" "));

    Failure filled =
        Advice.filled(
            Failure.of(ErrorId.S3_UNREACHABLE, "x").advice(advice), command.getCommandSpec());

    assertThat(filled.advice()).contains(pasted);
  }
}
