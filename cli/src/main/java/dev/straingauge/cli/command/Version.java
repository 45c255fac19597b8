package dev.straingauge.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which Straingauge this is. */
final class Version implements IVersionProvider {

  /** The version of this build. */
  static String own() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/straingauge.properties")) {
      if (in == null) {
        throw new IllegalStateException("straingauge.properties is missing from the build");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"Straingauge " + own()};
  }
}
