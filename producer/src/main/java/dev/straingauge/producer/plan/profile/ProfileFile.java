package dev.straingauge.producer.plan.profile;

import dev.straingauge.producer.plan.yaml.Reading;
import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.YamlException;
import dev.straingauge.producer.plan.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The files under {@code profiles/} in this module's resources. */
public final class ProfileFile {

  private ProfileFile() {}

  /**
   * The file of that name.
   *
   * @param reading gets what is wrong in it
   * @throws IllegalStateException if it is not there or no YAML
   */
  public static Section read(String name, Reading reading) {
    return parse(text(name), name + ".yaml", reading);
  }

  /**
   * A profile as text.
   *
   * @param shown its name in messages
   * @param reading gets what is wrong in it
   * @throws IllegalStateException if it is no YAML
   */
  public static Section parse(String text, String shown, Reading reading) {
    try {
      return Section.root(YamlReader.parse(text, shown, reading::problem), reading);
    } catch (YamlException e) {
      throw new IllegalStateException("read driver profile '" + shown + "': " + e.getMessage(), e);
    }
  }

  private static String text(String name) {
    try (InputStream in = ProfileFile.class.getResourceAsStream("/profiles/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("read driver profile '" + name + "': not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("read driver profile '" + name + "'", e);
    }
  }
}
