package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.CsiDriver;
import java.util.List;

/** The CSIDriver object: that attach is not required is said here. */
final class DriverState extends Tracked {

  private final String version;
  private final boolean attachRequired;

  DriverState(String name, long ordinal, String version, boolean attachRequired) {
    super("CSIDriver", null, name, ordinal);
    this.version = version;
    this.attachRequired = attachRequired;
  }

  @Override
  Object facts() {
    return new CsiDriver(version, attachRequired, List.of());
  }
}
