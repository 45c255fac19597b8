package dev.straingauge.archiver.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** {@code config.json}: the effective configuration of a run. */
public final class ConfigJson {

  private ConfigJson() {}

  /**
   * RunStarted's configuration, for a reader.
   *
   * @throws dev.straingauge.archiver.store.StoreException ({@code archive-corrupt}) if it is no
   *     JSON object
   */
  public static byte[] pretty(String config) {
    return Json.write(
        Json.readObject("RunStarted.config", config.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Reads such a document.
   *
   * @param what where it is, for errors
   * @throws dev.straingauge.archiver.store.StoreException ({@code archive-corrupt}) if it is no
   *     JSON object
   */
  public static ObjectNode read(String what, String text) {
    return Json.readObject(what, text.getBytes(StandardCharsets.UTF_8));
  }
}
