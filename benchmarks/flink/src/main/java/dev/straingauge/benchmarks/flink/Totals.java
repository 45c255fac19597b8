package dev.straingauge.benchmarks.flink;

import dev.straingauge.schemas.sketch.LatencySketch;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.CopyableValue;

/** What a window of a series holds: the counts, and the sketch that the analyzer uses. */
public final class Totals implements CopyableValue<Totals> {

  private static final long serialVersionUID = 1;

  long records;
  long started;
  long succeeded;
  long errors;
  long bytes;
  transient LatencySketch response = new LatencySketch();

  /** Adds an event. */
  void add(Sample sample, LatencySketch scratch) {
    records++;
    started += sample.started;
    succeeded += sample.succeeded;
    errors += sample.errors;
    bytes += sample.bytes;
    if (sample.response >= 0) {
      response.record(sample.response);
    }
    if (sample.sketch.length > 0) {
      scratch.read(sample.sketch);
      response.merge(scratch);
    }
  }

  void merge(Totals other) {
    records += other.records;
    started += other.started;
    succeeded += other.succeeded;
    errors += other.errors;
    bytes += other.bytes;
    response.merge(other.response);
  }

  @Override
  public void write(DataOutputView out) throws IOException {
    out.writeLong(records);
    out.writeLong(started);
    out.writeLong(succeeded);
    out.writeLong(errors);
    out.writeLong(bytes);
    byte[] sketch = response.toBytes();
    out.writeInt(sketch.length);
    out.write(sketch);
  }

  @Override
  public void read(DataInputView in) throws IOException {
    records = in.readLong();
    started = in.readLong();
    succeeded = in.readLong();
    errors = in.readLong();
    bytes = in.readLong();
    byte[] sketch = new byte[in.readInt()];
    in.readFully(sketch);
    response = LatencySketch.fromBytes(sketch);
  }

  @Override
  public int getBinaryLength() {
    return -1;
  }

  @Override
  public void copyTo(Totals target) {
    target.records = records;
    target.started = started;
    target.succeeded = succeeded;
    target.errors = errors;
    target.bytes = bytes;
    target.response = new LatencySketch();
    target.response.merge(response);
  }

  @Override
  public Totals copy() {
    Totals copy = new Totals();
    copyTo(copy);
    return copy;
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    Totals passing = new Totals();
    passing.read(source);
    passing.write(target);
  }
}
