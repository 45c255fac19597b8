package dev.straingauge.cli.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What can be seen without leaving the machine. Changes nothing. */
public final class LocalChecks {

  private static final int JAVA = 25;
  private static final long MIB = 1L << 20;
  private static final long ENOUGH_MIB = 2048;
  private static final long LEAST_MIB = 64;

  private LocalChecks() {}

  /**
   * Java, memory, ports, disk, data folder.
   *
   * @param data the data folder, which need not exist
   * @param given the same as the user named it
   */
  public static List<Check> of(Path data, Path given) {
    return List.of(java(Runtime.version()), ports(), folder(data, given), disk(data));
  }

  static Check java(Runtime.Version version) {
    String found = "%s, %s".formatted(version, System.getProperty("java.home"));
    return version.feature() == JAVA
        ? Check.ok("java", found)
        : Check.warning("java", found, "use a JDK 25: STRAINGAUGE_JAVA_HOME=/path/to/jdk-25");
  }

  private static Check ports() {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return Check.ok("ports", "127.0.0.1 gives free ones, for instance " + socket.getLocalPort());
    } catch (IOException e) {
      return Check.failed(
          "ports",
          "127.0.0.1 gives none: " + e.getMessage(),
          "end what holds them, or lift the limit of open files");
    }
  }

  static Check folder(Path data, Path given) {
    Path existing = data;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null || !Files.isDirectory(existing)) {
      return Check.failed(
          "data",
          "%s: '%s' is no folder".formatted(given, existing),
          "name another one: --data DIR");
    }
    if (!Files.isWritable(existing)) {
      return Check.failed(
          "data",
          "%s: no permission to write '%s'".formatted(given, existing),
          "name another one: --data DIR");
    }
    return Check.ok(
        "data",
        existing.equals(data)
            ? "%s can be written".formatted(given)
            : "%s will be made".formatted(given));
  }

  static Check disk(Path data) {
    Path existing = data;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      long free = existing == null ? 0 : Files.getFileStore(existing).getUsableSpace() / MIB;
      return disk(free);
    } catch (IOException e) {
      return Check.warning("disk", "free space is not known: " + e.getMessage(), "");
    }
  }

  static Check disk(long freeMib) {
    String found = "%,d MiB free".formatted(freeMib);
    if (freeMib < LEAST_MIB) {
      return Check.failed(
          "disk",
          found,
          "make room (expected at least %,d MiB), or --data DIR".formatted(LEAST_MIB));
    }
    return freeMib < ENOUGH_MIB
        ? Check.warning(
            "disk",
            found,
            "long runs need more (%,d MiB are enough for most)".formatted(ENOUGH_MIB))
        : Check.ok("disk", found);
  }
}
