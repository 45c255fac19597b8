package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.cli.embedded.DataFolder;
import dev.straingauge.cli.pipeline.Interrupts;
import dev.straingauge.cli.settings.KafkaProperties;
import dev.straingauge.cli.stack.Stack;
import dev.straingauge.producer.run.RunLookup;
import dev.straingauge.producer.run.TailRun;
import dev.straingauge.schemas.run.RunId;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tail}. */
@Command(
    name = "tail",
    description =
        "Print the events of a run as JSON lines, in the order of the log; -o json: as one"
            + " document.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge tail latest | head -3",
      "  straingauge tail latest -o json --write json=events.json      one document of all of them",
      "  straingauge tail --follow quickstart/20261121074512 --kafka broker-0:9092",
      "",
      "Without --kafka it reads the embedded Kafka of the data folder, also beside a run at work."
    })
final class TailCommand extends BaseCommand {

  @Parameters(
      paramLabel = "RUN",
      description = "TEST/TIMESTAMP, a unique beginning of it, latest or latest~N.")
  String run = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the run ends.")
  boolean follow;

  @Mixin KafkaOptions kafka = new KafkaOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) {
    Optional<Map<String, Object>> running =
        kafka
            .properties(session)
            .or(
                () ->
                    DataFolder.announced(session.data())
                        .map(at -> KafkaProperties.at(at, kafka.extra(session))));
    if (running.isPresent()) {
      return tail(session, running.get());
    }
    try (Stack stack =
        Stack.open(new Stack.Wanted(session.data(), null, kafka.extra(session), false, null))) {
      return tail(session, stack.kafka());
    }
  }

  private int tail(Session session, Map<String, Object> properties) {
    RunId id = RunLookup.find(run, properties, kafka.prefix);
    PrintStream out = session.around().out();
    List<PrintStream> streams = session.answers().streams();
    EventsDocument document = new EventsDocument(streams, id);
    ObjectNode outcome = document();
    try {
      until(
          () ->
              TailRun.tail(
                  id,
                  properties,
                  kafka.prefix,
                  follow,
                  line -> {
                    document.event(line);
                    if (!session.json()) {
                      out.print(line + "\n");
                    }
                  }));
      return 0;
    } catch (RuntimeException e) {
      Session.failed(Failures.of(e), outcome);
      throw e;
    } finally {
      document.end(outcome);
      streams.stream().filter(stream -> !stream.equals(out)).forEach(PrintStream::close);
    }
  }

  /** Work that a signal ends well: who follows a run has seen what there was. */
  private static void until(Runnable work) {
    AtomicBoolean stopped = new AtomicBoolean();
    Thread worker = Thread.currentThread();
    Runnable stop =
        () -> {
          stopped.set(true);
          worker.interrupt();
        };
    try (Interrupts _ = Interrupts.handle(stop, () -> Runtime.getRuntime().halt(1))) {
      work.run();
    } catch (RuntimeException e) {
      if (!stopped.get()) {
        throw e;
      }
    } finally {
      Thread.interrupted();
    }
  }
}
