package dev.straingauge.cli.settings;

import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Properties of Kafka clients from a file of the usual form. Their values may be secrets: they are
 * given on and never shown.
 */
public final class KafkaProperties {

  private static final String SERVERS = "bootstrap.servers";
  private static final long MAX_BYTES = 1L << 20;

  /** A name or an address, IPv6 ones in brackets, and a port; a protocol may stand before it. */
  private static final Pattern SERVER =
      Pattern.compile("([A-Za-z0-9_]+://)?(\\[[^]]+]|[^:/\\s]+):[0-9]{1,5}");

  private KafkaProperties() {}

  /**
   * Reads a file.
   *
   * @param given the file as the user named it
   * @throws Failure CONFIG_UNREADABLE
   */
  public static Map<String, Object> read(Path folder, Path given) {
    Properties properties = new Properties();
    try {
      Path file = folder.resolve(given);
      if (Files.size(file) > MAX_BYTES) {
        throw Failure.of(
            ErrorId.CONFIG_UNREADABLE,
            "read Kafka properties '%s': larger than %d bytes (expected lines of key=value)"
                .formatted(given, MAX_BYTES));
      }
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(reader);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw Failure.of(
              ErrorId.CONFIG_UNREADABLE,
              "read Kafka properties '%s': %s (expected a file of key=value)"
                  .formatted(given, reason(e)))
          .cause(e);
    }
    Map<String, Object> map = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> map.put(key, properties.getProperty(key)));
    return map;
  }

  /**
   * The same properties with these brokers.
   *
   * @throws Failure USAGE if one has no port
   */
  public static Map<String, Object> at(String servers, Map<String, Object> properties) {
    for (String server : servers.split(",", -1)) {
      if (!SERVER.matcher(server.strip()).matches()) {
        throw Failure.of(
            ErrorId.USAGE,
            "read option '--kafka': '%s' (expected HOST:PORT, like %s:9092)"
                .formatted(server, server.isBlank() ? "broker-0" : server.strip()));
      }
    }
    Map<String, Object> map = new TreeMap<>(properties);
    map.put(SERVERS, servers);
    return map;
  }

  /** The brokers, empty when none are named. */
  public static String servers(Map<String, Object> properties) {
    return String.valueOf(properties.getOrDefault(SERVERS, ""));
  }

  private static String reason(Exception e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? "no such file"
        : String.valueOf(e.getMessage());
  }
}
