package dev.straingauge.cli.replay;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.event.Event;
import dev.straingauge.event.RunStarted;
import dev.straingauge.schemas.topic.Topic;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the service does with the records of one run, without a broker (contract A1): the first
 * RunStarted opens it, what follows its end is no part of it. Not thread-safe.
 */
public final class RunFold {

  private final Outputs out;
  private final Consumer<RunStarted> change;
  private @Nullable RunAnalysis analysis;
  private String refused = "its events hold no RunStarted";
  private long read;
  private long afterClose;

  /**
   * @param out gets the results
   * @param change may change the record that opens the run
   */
  public RunFold(Outputs out, Consumer<RunStarted> change) {
    this.out = watched(out);
    this.change = change;
  }

  /** Takes the next record of the run; null: it is no event. */
  public void accept(@Nullable Event event) {
    read++;
    RunAnalysis open = analysis;
    if (open == null) {
      if (event != null) {
        open(event);
      }
    } else if (open.isClosed()) {
      afterClose++;
    } else if (event == null) {
      open.acceptMalformed();
    } else {
      open.accept(event, out);
    }
  }

  /** Records that it took. */
  public long read() {
    return read;
  }

  /** Those of them that came after the one that closed the run. */
  public long afterClose() {
    return afterClose;
  }

  /** Why no RunStarted opened it; empty: one did. */
  public String refused() {
    return refused;
  }

  private void open(Event first) {
    if (first.getBody() instanceof RunStarted started) {
      refused = "its RunStarted was refused";
      change.accept(started);
    }
    analysis = RunAnalysis.open(first, out).orElse(null);
    if (analysis != null) {
      refused = "";
    }
  }

  private Outputs watched(Outputs wanted) {
    return new Outputs() {
      @Override
      public void emit(Topic topic, SpecificRecord result) {
        wanted.emit(topic, result);
      }

      @Override
      public void deadLetter(Fate fate, String detail) {
        if (fate == Fate.NO_RUN) {
          refused = detail;
        }
        wanted.deadLetter(fate, detail);
      }
    };
  }
}
