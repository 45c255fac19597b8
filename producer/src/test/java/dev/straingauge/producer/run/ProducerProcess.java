package dev.straingauge.producer.run;

import dev.straingauge.producer.stage.Pace;
import dev.straingauge.schemas.run.RunId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** A producer in a process of its own, to be killed. */
final class ProducerProcess {

  private ProducerProcess() {}

  /** Starts one and gives the id that it claimed. */
  static RunId start(
      ProcessBuilder builder, String bootstrapServers, java.util.List<Process> started)
      throws IOException {
    builder.command(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        ProducerProcess.class.getName(),
        bootstrapServers);
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    started.add(process);
    BufferedReader out = process.inputReader();
    return RunId.parse(String.valueOf(out.readLine()));
  }

  /** One virtual hour at 60 × real time. */
  public static void main(String[] args) {
    RunRequest request =
        Requests.tiny(
            Map.of("bootstrap.servers", args[0]),
            5,
            Duration.ofMinutes(30),
            Pace.times(60),
            InstantSource.system());
    try (ProducerRun run = ProducerRun.claim(request)) {
      System.out.println(run.id());
      run.execute();
    }
  }
}
