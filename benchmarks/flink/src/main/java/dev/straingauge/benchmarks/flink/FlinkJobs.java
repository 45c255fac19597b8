package dev.straingauge.benchmarks.flink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Runs Flink jobs for {@code FlinkBenchmark}, in a process of their own: Flink's connector needs an
 * older Kafka client than the analyzer. Argument: {@code host:port}. Each line of standard input,
 * {@code topic results-topic all|some}, is a job; each line of standard output is what it took:
 * seconds until its last window, seconds until all was committed, windows.
 */
public final class FlinkJobs {

  private FlinkJobs() {}

  /**
   * Runs jobs until standard input ends.
   *
   * @throws Exception whatever Flink or Kafka throw
   */
  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    BufferedReader asked =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = asked.readLine(); line != null; line = asked.readLine()) {
      String[] job = line.split(" ", -1);
      Path folder = Files.createTempDirectory("bench-flink");
      try {
        WindowJob.Ran ran = WindowJob.run(args[0], job[0], job[1], folder, job[2].equals("all"));
        answers.printf(Locale.ROOT, "%f %f %d%n", ran.processed(), ran.committed(), ran.windows());
        answers.flush();
      } finally {
        delete(folder);
      }
    }
    System.exit(0); // threads of Flink's may linger
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
