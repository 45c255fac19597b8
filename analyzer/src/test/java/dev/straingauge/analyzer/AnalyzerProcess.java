package dev.straingauge.analyzer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The service in a process of its own, to be killed. Its death is noticed sooner than brokers allow
 * by default: nothing happens in between that a test could see.
 */
final class AnalyzerProcess {

  private AnalyzerProcess() {}

  /** Runs the service until somebody ends the process. */
  public static void main(String[] args) throws InterruptedException {
    AnalyzerService service =
        new AnalyzerService(
            new AnalyzerSettings(
                Map.of(
                    "bootstrap.servers", args[0],
                    "consumer.max.poll.records", args[1],
                    "consumer.max.partition.fetch.bytes", "60000",
                    "consumer.session.timeout.ms", "1500",
                    "consumer.heartbeat.interval.ms", "300"),
                args[2],
                Integer.parseInt(args[3]),
                Path.of(args[4]),
                Duration.ofMillis(Long.parseLong(args[5]))));
    service.start();
    Thread.currentThread().join();
  }

  static Process start(
      String server, int poll, String prefix, int threads, Path folder, int commitMillis)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), AnalyzerProcess.class.getName()));
    command.addAll(
        List.of(
            server,
            Integer.toString(poll),
            prefix,
            Integer.toString(threads),
            folder.resolve("state").toString(),
            Integer.toString(commitMillis)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("analyzer.log").toFile()))
        .start();
  }
}
