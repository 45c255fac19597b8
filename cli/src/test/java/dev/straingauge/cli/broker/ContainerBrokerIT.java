package dev.straingauge.cli.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Kafka in a container: Apache's own image, or the one that {@code STRAINGAUGE_KAFKA_IMAGE} names.
 * Skipped, with the reason, where no Docker runs or the image is not to be had.
 */
class ContainerBrokerIT extends BrokerContract {

  private static final String IMAGE =
      System.getenv().getOrDefault("STRAINGAUGE_KAFKA_IMAGE", "apache/kafka:4.3.1");
  private static final Duration PULL_LIMIT = Duration.ofMinutes(3);

  @SuppressWarnings({
    "NullAway.Init",
    "resource"
  }) // set before the first test, closed after the last
  private static KafkaContainer kafka;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(),
        "skipped: no Docker runs here; the same tests ran on the embedded broker");
    // asked of docker itself: the library goes on trying for minutes when an image cannot be pulled
    Assumptions.assumeTrue(
        docker("image", "inspect", IMAGE) || docker("pull", "--quiet", IMAGE),
        "skipped: the image '" + IMAGE + "' is not here and cannot be pulled");
    kafka =
        new KafkaContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("apache/kafka"));
    kafka.start();
  }

  @AfterAll
  static void stop() {
    if (kafka != null) {
      kafka.stop();
    }
  }

  @Override
  String bootstrapServers() {
    return kafka.getBootstrapServers();
  }

  private static boolean docker(String... words) throws IOException, InterruptedException {
    String[] command = new String[words.length + 1];
    command[0] = "docker";
    System.arraycopy(words, 0, command, 1, words.length);
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor(PULL_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      return process.exitValue() == 0;
    }
    process.destroyForcibly();
    return false;
  }
}
