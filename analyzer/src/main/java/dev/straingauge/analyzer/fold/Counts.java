package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.Artifact;
import dev.straingauge.event.CauseCount;
import dev.straingauge.event.FaultInjected;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.LateEffect;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationRecovered;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.RecordCount;
import dev.straingauge.event.WatchGap;
import java.util.ArrayList;
import java.util.List;

/**
 * How many records of a run were read, of which kind, and what became of them (B2). Not
 * thread-safe.
 */
final class Counts {

  private static final List<Fate> FATES = List.of(Fate.values());
  private static final List<Kind> KINDS = List.of(Kind.values());

  private final Tallied<Fate> byFate = new Tallied<>(Fate.class, FATES);
  private final Tallied<Kind> byKind = new Tallied<>(Kind.class, KINDS);

  /** Kinds of records, sorted by name. */
  private enum Kind {
    CLUSTER("cluster"),
    MARKS("marks"),
    MEASUREMENTS("measurements"),
    OPERATIONS("operations"),
    UNDECODABLE("undecodable");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  void readBody(Object body) {
    byKind.add(kindOf(body));
  }

  void readUndecodable() {
    byKind.add(Kind.UNDECODABLE);
  }

  void count(Fate fate) {
    byFate.add(fate);
  }

  /** How many met {@code fate}; a late one is accepted too. */
  long of(Fate fate) {
    return byFate.of(fate);
  }

  long read() {
    return byKind.sum();
  }

  List<RecordCount> records() {
    List<RecordCount> records = new ArrayList<>();
    for (Kind kind : KINDS) {
      if (kind != Kind.UNDECODABLE || byKind.of(kind) > 0) {
        records.add(new RecordCount(kind.word, byKind.of(kind)));
      }
    }
    return records;
  }

  /** What an open run can set aside, sorted by cause; with what is missing. */
  List<CauseCount> setAside(long missing) {
    return List.of(
        cause(Fate.CLOCK),
        cause(Fate.DUPLICATE),
        cause(Fate.LATE),
        cause(Fate.MALFORMED),
        new CauseCount("missing", missing),
        cause(Fate.RUN_TAKEN),
        cause(Fate.ZOMBIE));
  }

  void write(StateWriter out) {
    byFate.write(out);
    byKind.write(out);
  }

  void read(StateReader in) {
    byFate.read(in);
    byKind.read(in);
  }

  private CauseCount cause(Fate fate) {
    return new CauseCount(fate.cause(), of(fate));
  }

  private static Kind kindOf(Object body) {
    return switch (body) {
      case ObjectChanged b -> Kind.CLUSTER;
      case OperationStarted b -> Kind.OPERATIONS;
      case OperationFinished b -> Kind.OPERATIONS;
      case KubernetesEventSeen b -> Kind.CLUSTER;
      case IoInterval b -> Kind.MEASUREMENTS;
      case OperationSkipped b -> Kind.OPERATIONS;
      case OperationRecovered b -> Kind.OPERATIONS;
      case LateEffect b -> Kind.OPERATIONS;
      case WatchGap b -> Kind.CLUSTER;
      case Measurement b -> Kind.MEASUREMENTS;
      case Artifact b -> Kind.MEASUREMENTS;
      case FaultInjected b -> Kind.CLUSTER;
      default -> Kind.MARKS;
    };
  }
}
