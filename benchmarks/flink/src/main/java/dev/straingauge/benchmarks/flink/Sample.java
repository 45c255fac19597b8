package dev.straingauge.benchmarks.flink;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.CopyableValue;
import org.apache.flink.types.StringValue;

/** What an event adds to its windows; written by hand, as is fastest between Flink's tasks. */
public final class Sample implements CopyableValue<Sample> {

  private static final long serialVersionUID = 1;
  private static final byte[] NO_SKETCH = new byte[0];

  /** What the windows are keyed by. */
  String series = "";

  /** Of the event, nanoseconds since 1970. */
  long time;

  int started;
  int succeeded;
  int errors;

  /** Response time of what succeeded; -1: none. */
  long response = -1;

  long bytes;

  /** I/O: a latency sketch of those that succeeded. */
  byte[] sketch = NO_SKETCH;

  static Sample of(String series, long time) {
    Sample sample = new Sample();
    sample.series = series;
    sample.time = time;
    return sample;
  }

  /** The key. */
  String series() {
    return series;
  }

  @Override
  public void write(DataOutputView out) throws IOException {
    StringValue.writeString(series, out);
    out.writeLong(time);
    out.writeInt(started);
    out.writeInt(succeeded);
    out.writeInt(errors);
    out.writeLong(response);
    out.writeLong(bytes);
    out.writeInt(sketch.length);
    out.write(sketch);
  }

  @Override
  public void read(DataInputView in) throws IOException {
    series = StringValue.readString(in);
    time = in.readLong();
    started = in.readInt();
    succeeded = in.readInt();
    errors = in.readInt();
    response = in.readLong();
    bytes = in.readLong();
    int length = in.readInt();
    sketch = length == 0 ? NO_SKETCH : new byte[length];
    in.readFully(sketch);
  }

  @Override
  public int getBinaryLength() {
    return -1;
  }

  @Override
  public void copyTo(Sample target) {
    target.series = series;
    target.time = time;
    target.started = started;
    target.succeeded = succeeded;
    target.errors = errors;
    target.response = response;
    target.bytes = bytes;
    target.sketch = sketch;
  }

  @Override
  public Sample copy() {
    Sample copy = new Sample();
    copyTo(copy);
    return copy;
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    Sample passing = new Sample();
    passing.read(source);
    passing.write(target);
  }
}
