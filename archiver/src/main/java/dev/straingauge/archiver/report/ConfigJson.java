package dev.straingauge.archiver.report;

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
}
