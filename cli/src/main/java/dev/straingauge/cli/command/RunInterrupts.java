package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.pipeline.Interrupts;
import dev.straingauge.producer.run.ProduceProgress;
import dev.straingauge.producer.run.ProducerRun;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What signals do to a command that has a run: the first one ends the run in order, the second one
 * ends the process. Thread-safe.
 */
final class RunInterrupts implements AutoCloseable {

  private final Session session;
  private final BaseCommand command;
  private final KafkaOptions kafka;
  private final StoreOptions store;
  private final AtomicReference<@Nullable ProducerRun> run = new AtomicReference<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Interrupts interrupts;

  RunInterrupts(Session session, BaseCommand command, KafkaOptions kafka, StoreOptions store) {
    this.session = session;
    this.command = command;
    this.store = store;
    this.kafka = kafka;
    this.interrupts = Interrupts.handle(this::first, this::second);
  }

  /** From now on it is about this run; one that was asked to stop before it began stops now. */
  void follow(ProducerRun claimed) {
    run.set(claimed);
    if (stopped.get()) {
      claimed.stop();
    }
  }

  /** The run is archived. */
  void unfollow() {
    run.set(null);
  }

  /** Whether somebody wants to stop. */
  boolean stopped() {
    return stopped.get();
  }

  @Override
  public void close() {
    interrupts.close();
  }

  private void first() {
    stopped.set(true);
    ProducerRun current = run.get();
    if (current == null) {
      session.terminal().line("stopping (press again to stop now)");
    } else if (current.progress().state() == ProduceProgress.State.ENDED) {
      session
          .terminal()
          .line(
              "the load is over: waiting for the analysis and the archive (press again to stop"
                  + " now)");
    } else {
      session
          .terminal()
          .line(
              "stopping: no new operations, waiting up to 30 s for %s in flight, then cleanup (press again to stop now)"
                  .formatted(Figures.count(current.progress().counts().open())));
      current.stop();
    }
  }

  /** Halts: a regular exit would wait for the broker and the threads that are to be given up. */
  private void second() {
    ProducerRun current = run.get();
    Failure failure = Failure.of(ErrorId.INTERRUPTED, "stop at once: interrupted twice");
    if (current != null) {
      failure =
          Failure.of(
              ErrorId.INTERRUPTED,
              "stop run '%s' at once: interrupted twice (its log has no end)"
                  .formatted(current.id()));
    }
    session.terminal().lastWords();
    ObjectNode document = command.failure().put("verdict", "UNDECIDED");
    if (current != null) {
      document.put("run", current.id().toString());
    }
    int code = session.fail(failure, document);
    if (current != null) {
      session
          .terminal()
          .line("left open: run 'straingauge end %s%s'".formatted(current.id(), where()));
    }
    Runtime.getRuntime().halt(code);
  }

  private String where() {
    if (kafka.servers != null) {
      return " --kafka " + kafka.servers;
    }
    return store.where(session);
  }
}
