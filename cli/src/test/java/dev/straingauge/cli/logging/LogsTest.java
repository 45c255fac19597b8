package dev.straingauge.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogsTest {

  @TempDir Path folder;

  private final List<String> lines = new ArrayList<>();

  @Test
  void showsOurWarningsAsCleanLines() {
    try (Logs _ = Logs.begin(LogFormat.TEXT, false, false, lines::add)) {
      LoggerFactory.getLogger("dev.straingauge.archiver.X")
          .atWarn()
          .addKeyValue("runId", "a/1")
          .log("the store is slow");
      LoggerFactory.getLogger("dev.straingauge.archiver.X").info("a dozen lines a run");
      LoggerFactory.getLogger("org.apache.kafka.clients.X").warn("noise");
    }

    assertThat(lines).containsExactly("warning: the store is slow runId=a/1");
  }

  @Test
  void showsNothingWhenQuiet() {
    try (Logs _ = Logs.begin(LogFormat.TEXT, true, false, lines::add)) {
      LoggerFactory.getLogger("dev.straingauge.X").error("bad");
    }

    assertThat(lines).isEmpty();
  }

  @Test
  void showsAllOfOursWhenVerbose() {
    try (Logs _ = Logs.begin(LogFormat.TEXT, false, true, lines::add)) {
      LoggerFactory.getLogger("dev.straingauge.X").debug("detail");
    }

    assertThat(lines).containsExactly("debug: detail");
  }

  @Test
  void keepsTheStackTraceForTheFile() throws IOException {
    try (Logs logs = Logs.begin(LogFormat.TEXT, false, false, lines::add)) {
      logs.toFile(folder);
      LoggerFactory.getLogger("dev.straingauge.X")
          .atError()
          .setCause(new IllegalStateException("broken"))
          .log("stopped");
    }

    assertThat(lines).containsExactly("warning: stopped: broken");
    assertThat(Files.readString(folder.resolve(Logs.FILE)))
        .contains(
            "ERROR dev.straingauge.X  stopped\njava.lang.IllegalStateException: broken\n\tat ");
  }

  @Test
  void keepsWhatEndsACommandOffTheTerminal() throws IOException {
    try (Logs logs = Logs.begin(LogFormat.TEXT, false, true, lines::add)) {
      logs.toFile(folder);
      LoggerFactory.getLogger(Logs.FAILURES)
          .atError()
          .setCause(new IllegalStateException("broken"))
          .log("run it");
    }

    assertThat(lines).isEmpty();
    assertThat(Files.readString(folder.resolve(Logs.FILE)))
        .contains("run it\njava.lang.IllegalStateException: broken\n\tat ");
  }

  @Test
  void keepsFactsOfSeveralLinesOffTheTerminal() throws IOException {
    try (Logs logs = Logs.begin(LogFormat.TEXT, false, false, lines::add)) {
      logs.toFile(folder);
      LoggerFactory.getLogger("dev.straingauge.X")
          .atWarn()
          .addKeyValue("strand", "a")
          .addKeyValue("stack", "\n    at b")
          .log("keeps the turn");
    }

    assertThat(lines).containsExactly("warning: keeps the turn strand=a");
    assertThat(Files.readString(folder.resolve(Logs.FILE))).contains("stack=\n    at b");
  }

  @Test
  void writesJsonWhenAsked() {
    try (Logs _ = Logs.begin(LogFormat.JSON, false, false, lines::add)) {
      LoggerFactory.getLogger("dev.straingauge.X")
          .atWarn()
          .addKeyValue("topic", "events")
          .log("slow");
    }

    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("{\"time\":\"")
        .endsWith("\"message\":\"slow\",\"topic\":\"events\"}");
  }

  @Test
  void doesNotLogWhatLibrariesPrintOfTheirSettings() throws IOException {
    try (Logs logs = Logs.begin(LogFormat.TEXT, false, true, lines::add)) {
      logs.toFile(folder);
      LoggerFactory.getLogger("org.apache.kafka.clients.producer.ProducerConfig")
          .info("sasl.jaas.config = secret");
    }

    assertThat(Files.readString(folder.resolve(Logs.FILE))).doesNotContain("secret");
  }
}
