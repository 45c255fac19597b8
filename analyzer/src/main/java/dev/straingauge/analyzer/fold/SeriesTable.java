package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.SeriesKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The series of a run: (measure, operation, step) to one object each, found by two look-ups and no
 * new key. Beyond the bound of contract A6, series fold into one called {@value #OTHER} per
 * measure, in order of arrival.
 */
final class SeriesTable {

  /** Stands for what is beyond a bound. */
  static final String OTHER = "other";

  private static final int MAX_REMEMBERED = 10;

  private static final Comparator<Series> CANONICAL =
      Comparator.comparing((Series series) -> series.key.getMeasure())
          .thenComparing(series -> series.key.getOperation())
          .thenComparing(series -> series.key.getStep());

  private final int limit;
  private final int[] partsPerWindow;
  private final Map<String, Map<String, Series>> operations = new HashMap<>();
  private final Map<String, Map<String, Series>> io = new HashMap<>();
  private final List<Series> byIndex = new ArrayList<>();
  private final List<Series> sorted = new ArrayList<>();

  private final List<Series> dirty = new ArrayList<>();

  /**
   * (measure, operation, step) of what was folded into {@code other}, as far as it is remembered.
   */
  private final List<SeriesKey> beyond = new ArrayList<>();

  private int storedBeyond;

  SeriesTable(int limit, int[] partsPerWindow) {
    this.limit = limit;
    this.partsPerWindow = partsPerWindow.clone();
  }

  Series operation(String operation, String step) {
    return find(operations, Series.OPERATION, operation, step);
  }

  Series io(String kind, String step) {
    return find(io, Series.IO, kind, step);
  }

  /** In order of their canonical key. */
  List<Series> sorted() {
    return sorted;
  }

  /** Remembers that a series changed since it was last stored. */
  void touch(Series series) {
    if (!series.dirty) {
      series.dirty = true;
      dirty.add(series);
    }
  }

  /** Stores the series that changed, each with its changed parts. */
  void flush(CellSink cells) {
    flushBeyond(cells);
    for (Series series : dirty) {
      StateWriter out = new StateWriter();
      series.write(out);
      cells.put(RunState.key(RunState.SERIES, series.index), out.toBytes());
      series.flushParts(cells);
      series.dirty = false;
    }
    dirty.clear();
  }

  Series at(int index) {
    return byIndex.get(index);
  }

  /** Series that were folded into {@code other}; counted up to ten times the bound. */
  long overflow() {
    return beyond.size();
  }

  /** Puts back a series that was stored. They come in the order of their numbers. */
  void restore(StateReader in) {
    Series one = Series.read(byIndex.size(), in, partsPerWindow);
    byIndex.add(one);
    sorted.add(one);
    sorted.sort(CANONICAL);
    if (one.index < limit) {
      (one.isIo ? io : operations)
          .computeIfAbsent(one.key.getOperation(), name -> new HashMap<>())
          .put(one.key.getStep(), one);
    }
  }

  /** Puts back a part of a window that was stored. */
  void restorePart(byte[] key, StateReader in) {
    ByteBuffer numbers = ByteBuffer.wrap(key, 1, key.length - 1);
    byIndex.get(numbers.getInt()).part(numbers.getInt(), numbers.getInt()).read(in);
  }

  /** Stores the names of series beyond the bound that came since the last time. */
  private void flushBeyond(CellSink cells) {
    for (; storedBeyond < beyond.size(); storedBeyond++) {
      SeriesKey key = beyond.get(storedBeyond);
      byte[] content =
          new StateWriter()
              .writeText(key.getMeasure())
              .writeText(key.getOperation())
              .writeText(key.getStep())
              .toBytes();
      cells.put(RunState.key(RunState.BEYOND, storedBeyond), content);
    }
  }

  /** Puts back a name that was stored, after all series. */
  void restoreBeyond(StateReader in) {
    String measure = in.readText();
    Series other = other(measure);
    if (other == null) {
      throw new IllegalStateException(
          "restore a run: series beyond the bound, but none called '%s'".formatted(OTHER));
    }
    remember(measure.equals(Series.IO) ? io : operations, in.readText(), in.readText(), other);
    storedBeyond = beyond.size();
  }

  private Series find(
      Map<String, Map<String, Series>> table, String measure, String operation, String step) {
    Map<String, Series> steps = table.get(operation);
    if (steps != null) {
      Series series = steps.get(step);
      if (series != null) {
        return series;
      }
    }
    return arrive(table, measure, operation, step);
  }

  private Series arrive(
      Map<String, Map<String, Series>> table, String measure, String operation, String step) {
    if (byIndex.size() < limit) {
      Series series = create(measure, operation, step);
      table.computeIfAbsent(operation, name -> new HashMap<>()).put(step, series);
      return series;
    }
    Series known = other(measure);
    Series other = known == null ? create(measure, OTHER, "") : known;
    if (beyond.size() < MAX_REMEMBERED * limit) {
      remember(table, operation, step, other);
    }
    return other;
  }

  private void remember(
      Map<String, Map<String, Series>> table, String operation, String step, Series other) {
    table.computeIfAbsent(operation, name -> new HashMap<>()).put(step, other);
    beyond.add(new SeriesKey(other.key.getMeasure(), operation, step, List.of()));
  }

  private @Nullable Series other(String measure) {
    for (int i = byIndex.size() - 1; i >= limit; i--) {
      if (byIndex.get(i).key.getMeasure().equals(measure)) {
        return byIndex.get(i);
      }
    }
    return null;
  }

  private Series create(String measure, String operation, String step) {
    Series series =
        new Series(
            byIndex.size(), new SeriesKey(measure, operation, step, List.of()), partsPerWindow);
    byIndex.add(series);
    sorted.add(series);
    sorted.sort(CANONICAL);
    return series;
  }
}
