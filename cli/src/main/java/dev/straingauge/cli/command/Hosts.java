package dev.straingauge.cli.command;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this machine. */
final class Hosts {

  private Hosts() {}

  static String own() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
