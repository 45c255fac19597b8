package dev.straingauge.producer.run;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The host that a writer runs on. */
final class Host {

  private Host() {}

  static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
