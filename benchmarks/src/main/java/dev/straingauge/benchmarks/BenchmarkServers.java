package dev.straingauge.benchmarks;

import dev.straingauge.cli.embedded.EmbeddedKafka;
import dev.straingauge.cli.embedded.EmbeddedS3;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The embedded broker and S3 server in a process of their own, so that what is measured has its own
 * heap and compiler. Argument: a folder; its file {@code servers} then holds {@code host:port
 * http://s3-host:port access-key secret-key}. Runs until it is killed.
 */
public final class BenchmarkServers {

  private BenchmarkServers() {}

  /**
   * Starts them.
   *
   * @throws IOException the folder cannot be written
   * @throws InterruptedException never asked for
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args[0]);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
        EmbeddedS3 s3 = EmbeddedS3.start(folder)) {
      String line =
          String.join(
              " ",
              kafka.bootstrapServers(),
              s3.endpoint().toString(),
              s3.accessKey(),
              s3.secretKey());
      Path written = Files.writeString(folder.resolve("new"), line + "\n", StandardCharsets.UTF_8);
      Files.move(written, folder.resolve("servers"), StandardCopyOption.ATOMIC_MOVE);
      Thread.currentThread().join();
    }
  }
}
