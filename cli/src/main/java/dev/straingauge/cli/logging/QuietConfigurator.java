package dev.straingauge.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;

/**
 * Found by logback at its start, before any other configuration: no console, and the libraries that
 * say much say only warnings.
 */
public final class QuietConfigurator extends ContextAwareBase implements Configurator {

  /** Their INFO prints whole configurations, and one line per partition. */
  private static final List<String> TALKATIVE =
      List.of(
          "org.apache.kafka",
          "kafka",
          "state.change.logger",
          "org.gaul",
          "org.eclipse.jetty",
          "software.amazon",
          "io",
          "com");

  /** Said on every ordinary start and stop, and no news to anybody. */
  private static final List<String> NOISE =
      List.of(
          "org.apache.kafka.clients.NetworkClient",
          "org.apache.kafka.clients.ClientUtils",
          "org.apache.kafka.common.utils.AppInfoParser",
          "org.apache.kafka.storage.internals.log.UnifiedLog");

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    TALKATIVE.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    NOISE.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
