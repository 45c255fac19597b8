package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.CsiDriver;
import dev.straingauge.event.DriverChange;
import dev.straingauge.event.ObjectChanged;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the driver's versions and images were. The first facts of its CSIDriver are what the run
 * began with; each later one that differs from the one before is a change. Not thread-safe.
 */
final class DriverHistory {

  /** Changes that are told; a driver that is rolled out has two or three. */
  static final int MAX_CHANGES = 100;

  private static final int MAX_DIGESTS = 100;

  private final List<DriverChange> changes = new ArrayList<>();
  private @Nullable CsiDriver last;
  private boolean dirty;

  void fold(ObjectChanged changed, long time) {
    if (!(changed.getFacts() instanceof CsiDriver facts)) {
      return;
    }
    CsiDriver before = last;
    CsiDriver now = bounded(facts);
    if (before != null && !same(before, now) && changes.size() < MAX_CHANGES) {
      changes.add(new DriverChange(time, now.getVersion(), now.getImageDigests()));
    }
    dirty |= before == null || !same(before, now);
    last = now;
  }

  /** In log order. */
  List<DriverChange> changes() {
    return List.copyOf(changes);
  }

  void flush(CellSink cells) {
    CsiDriver known = last;
    if (!dirty || known == null) {
      return;
    }
    StateWriter out = new StateWriter();
    out.writeText(known.getVersion());
    writeTexts(known.getImageDigests(), out);
    out.writeInt(changes.size());
    for (DriverChange change : changes) {
      out.writeLong(change.getAt()).writeText(change.getVersion());
      writeTexts(change.getImageDigests(), out);
    }
    cells.put(RunState.key(RunState.DRIVER, 0), out.toBytes());
    dirty = false;
  }

  void read(StateReader in) {
    last = new CsiDriver(in.readText(), true, readTexts(in));
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      changes.add(new DriverChange(in.readLong(), in.readText(), readTexts(in)));
    }
  }

  /** Whether it attaches is not compared: that is no version. */
  private static boolean same(CsiDriver one, CsiDriver other) {
    return one.getVersion().equals(other.getVersion())
        && one.getImageDigests().equals(other.getImageDigests());
  }

  private static CsiDriver bounded(CsiDriver facts) {
    return new CsiDriver(
        Notes.cut(facts.getVersion()),
        true,
        facts.getImageDigests().stream().limit(MAX_DIGESTS).map(Notes::cut).toList());
  }

  private static void writeTexts(List<String> texts, StateWriter out) {
    out.writeInt(texts.size());
    texts.forEach(out::writeText);
  }

  private static List<String> readTexts(StateReader in) {
    int count = in.readInt();
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(in.readText());
    }
    return texts;
  }
}
