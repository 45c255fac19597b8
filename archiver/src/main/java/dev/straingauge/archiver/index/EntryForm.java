package dev.straingauge.archiver.index;

import dev.straingauge.archiver.read.RunEntry;
import dev.straingauge.schemas.run.RunId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Runs as a list shows them. */
final class EntryForm implements Form<RunEntry> {

  @Override
  public String name() {
    return "list-1";
  }

  @Override
  public void write(RunEntry entry, DataOutput out, Texts texts) throws IOException {
    texts.write(out, entry.state().name());
    texts.write(out, entry.scenario());
    texts.write(out, entry.driver());
    texts.write(out, entry.driverVersion());
    texts.write(out, entry.verdict());
    out.writeInt(entry.objects());
    out.writeLong(entry.bytes());
    texts.write(out, entry.imported());
    texts.write(out, entry.note());
  }

  @Override
  public RunEntry read(RunId run, DataInput in, Texts texts) throws IOException {
    return new RunEntry(
        run,
        RunEntry.State.valueOf(texts.read(in)),
        texts.read(in),
        texts.read(in),
        texts.read(in),
        texts.read(in),
        in.readInt(),
        in.readLong(),
        texts.read(in),
        texts.read(in));
  }
}
