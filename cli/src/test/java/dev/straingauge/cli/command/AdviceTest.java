package dev.straingauge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import org.junit.jupiter.api.Test;
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
          --kafka a:1                              | straingauge COMMAND --data X    | ./straingauge run --data X
          --kafka a:1                              | A=1 straingauge list            | A=1 ./straingauge list
          --kafka a:1                              | straingauge x; straingauge y    | ./straingauge x; ./straingauge y
          """)
  void canBePasted(String options, String advice, String pasted) {
    CommandLine command = new CommandLine(new RunCommand());
    command.parseArgs(options.split(" "));

    Failure filled =
        Advice.filled(
            Failure.of(ErrorId.S3_UNREACHABLE, "x").advice(advice),
            command.getCommandSpec(),
            "./straingauge");

    assertThat(filled.advice()).contains(pasted);
  }

  @Test
  void saysThatMemoryIsUsedUpWhereverItWas() {
    Failure failure =
        Failures.of(new IllegalStateException("x", new OutOfMemoryError("Java heap space")));

    assertThat(failure.id()).isEqualTo(ErrorId.OUT_OF_MEMORY);
    assertThat(failure.advice()).contains("STRAINGAUGE_JAVA_OPTS=-Xmx2g straingauge COMMAND");
  }
}
