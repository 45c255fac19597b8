package dev.straingauge.archiver.manifest;

import dev.straingauge.archiver.report.EfsVolumes;
import dev.straingauge.archiver.report.EfsVolumes.VolumeIo;
import dev.straingauge.event.IoInterval;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What read-write verification measured, volume by volume for the report of the EFS framework. Not
 * thread-safe.
 */
final class VerifyTable implements EfsVolumes {

  private static final String SOURCE = "verify";

  private final Table table;
  private final Map<String, long[]> totals = new HashMap<>();

  VerifyTable(Table table) {
    this.table = table;
  }

  void add(IoInterval interval) {
    if (!interval.getSource().equals(SOURCE) || !isSketch(interval.getService().array())) {
      return;
    }
    table
        .begin()
        .text(interval.getTarget())
        .text(interval.getKind())
        .number(interval.getCount())
        .number(interval.getErrors())
        .number(interval.getBytes())
        .number(interval.getEnd() - interval.getStart())
        .bytes(interval.getService().array())
        .end();
    long[] sum = totals.computeIfAbsent(interval.getKind(), kind -> new long[2]);
    sum[0] += interval.getCount();
    sum[1] += interval.getErrors();
  }

  private static boolean isSketch(byte[] bytes) {
    try {
      LatencySketch.fromBytes(bytes);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** No more intervals come. */
  void filled() {
    table.filled();
  }

  @Override
  public long[] totals(String kind) {
    return totals.getOrDefault(kind, new long[2]).clone();
  }

  @Override
  public void forEach(EfsVolumes.VolumeVisitor visitor) throws IOException {
    try {
      table.query(
          "SELECT target, kind, count, errors, bytes, nanos, sketch FROM verify ORDER BY target,"
              + " kind",
          rows -> visit(rows, visitor));
    } catch (SQLException e) {
      throw Derivations.failed("the report of the EFS framework", e);
    }
  }

  private static void visit(ResultSet rows, EfsVolumes.VolumeVisitor visitor)
      throws SQLException, IOException {
    String volume = null;
    List<Sum> sums = new ArrayList<>();
    while (rows.next()) {
      String target = rows.getString(1);
      if (volume != null && !target.equals(volume)) {
        visitor.volume(volume, sums.stream().map(Sum::io).toList());
        sums.clear();
      }
      volume = target;
      String kind = rows.getString(2);
      if (sums.isEmpty() || !sums.getLast().kind.equals(kind)) {
        sums.add(new Sum(kind));
      }
      sums.getLast().add(rows);
    }
    if (volume != null) {
      visitor.volume(volume, sums.stream().map(Sum::io).toList());
    }
  }

  private static final class Sum {
    private final String kind;
    private final LatencySketch sketch = new LatencySketch();
    private long count;
    private long errors;
    private long bytes;
    private long nanos;

    Sum(String kind) {
      this.kind = kind;
    }

    void add(ResultSet row) throws SQLException {
      count += row.getLong(3);
      errors += row.getLong(4);
      bytes += row.getLong(5);
      nanos += row.getLong(6);
      sketch.merge(LatencySketch.fromBytes(row.getBytes(7)));
    }

    VolumeIo io() {
      return new VolumeIo(
          kind,
          count,
          errors,
          bytes,
          nanos,
          sketch.quantile(0.5),
          sketch.quantile(0.95),
          sketch.quantile(0.99));
    }
  }
}
