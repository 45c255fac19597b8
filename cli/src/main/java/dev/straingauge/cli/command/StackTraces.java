package dev.straingauge.cli.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** A stack trace as lines. */
final class StackTraces {

  private StackTraces() {}

  static List<String> of(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString().lines().toList();
  }
}
