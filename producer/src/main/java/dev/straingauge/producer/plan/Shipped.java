package dev.straingauge.producer.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The scenarios in this module's resources. The first comment line of each is its one-line
 * description.
 */
final class Shipped {

  private static final List<String> NAMES =
      List.of(
          "quickstart",
          "efs-orchestrator",
          "block-churn",
          "steady-io",
          "ramp-to-knee",
          "etcd-rolling-restart");

  private Shipped() {}

  static List<ShippedScenario> all() {
    return NAMES.stream().map(Shipped::read).toList();
  }

  static Optional<ShippedScenario> find(String name) {
    return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
  }

  private static ShippedScenario read(String name) {
    try (InputStream in = Shipped.class.getResourceAsStream("/scenarios/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException(
            "read the shipped scenario '" + name + "': not in this build");
      }
      String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new ShippedScenario(
          name, yaml.lines().findFirst().orElse("").replaceFirst("^#\\s*", ""), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException("read the shipped scenario '" + name + "'", e);
    }
  }
}
