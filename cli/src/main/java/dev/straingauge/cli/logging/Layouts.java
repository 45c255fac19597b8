package dev.straingauge.cli.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.slf4j.event.KeyValuePair;

/** A log record as text: message first, facts behind it as key=value. Pure. */
final class Layouts {

  private Layouts() {}

  /** The line of the log file, with the stack trace below it. */
  static String inFile(ILoggingEvent event, LogFormat format) {
    if (format == LogFormat.JSON) {
      return json(event, true);
    }
    StringBuilder line =
        new StringBuilder()
            .append(at(event))
            .append(' ')
            .append("%-5s".formatted(event.getLevel()))
            .append(' ')
            .append(event.getLoggerName())
            .append("  ");
    message(line, event, fact -> true);
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure != null) {
      line.append('\n').append(ThrowableProxyUtil.asString(failure).stripTrailing());
    }
    return line.toString();
  }

  /** The line on the terminal; stack traces, also those among the facts, stay in the file. */
  static String onTerminal(ILoggingEvent event, LogFormat format) {
    if (format == LogFormat.JSON) {
      return json(event, false);
    }
    StringBuilder line = new StringBuilder();
    line.append(
        switch (event.getLevel().toString()) {
          case "ERROR", "WARN" -> "warning: ";
          default -> event.getLevel().toString().toLowerCase(Locale.ROOT) + ": ";
        });
    message(line, event, fact -> String.valueOf(fact.value).indexOf('\n') < 0);
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure != null) {
      line.append(": ").append(String.valueOf(failure.getMessage()).lines().findFirst().orElse(""));
    }
    return line.toString();
  }

  private static void message(
      StringBuilder line, ILoggingEvent event, Predicate<KeyValuePair> wanted) {
    line.append(event.getFormattedMessage());
    for (KeyValuePair fact : facts(event).stream().filter(wanted).toList()) {
      line.append(' ').append(fact.key).append('=').append(fact.value);
    }
  }

  private static String json(ILoggingEvent event, boolean withTrace) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("time", at(event));
    node.put("level", event.getLevel().toString());
    node.put("logger", event.getLoggerName());
    node.put("message", event.getFormattedMessage());
    facts(event).forEach(fact -> node.put(fact.key, String.valueOf(fact.value)));
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure != null) {
      node.put("error", failure.getClassName() + ": " + failure.getMessage());
      if (withTrace) {
        node.put("trace", ThrowableProxyUtil.asString(failure));
      }
    }
    return node.toString();
  }

  private static String at(ILoggingEvent event) {
    return Instant.ofEpochMilli(event.getTimeStamp()).toString();
  }

  private static List<KeyValuePair> facts(ILoggingEvent event) {
    List<KeyValuePair> facts = event.getKeyValuePairs();
    return facts == null ? List.of() : facts;
  }
}
