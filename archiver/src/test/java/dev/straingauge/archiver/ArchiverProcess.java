package dev.straingauge.archiver;

import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.S3Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The archiver as a process of its own, to be killed. Arguments: bootstrap servers, S3 endpoint,
 * temporary folder.
 */
final class ArchiverProcess {

  private ArchiverProcess() {}

  static Process start(String bootstrap, URI s3, Path temp, Path log) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ArchiverProcess.class.getName(),
                bootstrap,
                s3.toString(),
                temp.toString()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  public static void main(String[] args) throws InterruptedException {
    S3ObjectStore store =
        new S3ObjectStore(
            new S3Settings(
                URI.create(args[1]),
                TestS3.BUCKET,
                "us-east-1",
                TestS3.KEY,
                Duration.ofSeconds(10)));
    ArchiverService service =
        new ArchiverService(
            new ArchiverSettings(
                Map.of("bootstrap.servers", args[0], "max.poll.records", 200),
                TestLog.PREFIX,
                store,
                "",
                Path.of(args[2]),
                "0.1.0",
                24 * 1024,
                1024 * 1024,
                Duration.ofMillis(300)));
    service.start();
    Thread.currentThread().join();
  }
}
