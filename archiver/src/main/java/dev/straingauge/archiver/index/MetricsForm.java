package dev.straingauge.archiver.index;

import dev.straingauge.archiver.metrics.Metric;
import dev.straingauge.archiver.metrics.RunFacts;
import dev.straingauge.archiver.metrics.RunMetrics;
import dev.straingauge.schemas.run.RunId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs in numbers. A test holds that what is derived of a report and its name go together. */
final class MetricsForm implements Form<RunMetrics> {

  private static final int MOST_METRICS = 10_000;
  private static final int MOST_LABELS = 1_000;

  @Override
  public String name() {
    return "metrics-1";
  }

  @Override
  public void write(RunMetrics run, DataOutput out, Texts texts) throws IOException {
    RunFacts facts = run.facts();
    texts.write(out, facts.scenario());
    out.writeLong(facts.seed());
    texts.write(out, facts.planHash());
    texts.write(out, facts.driver().name());
    texts.write(out, facts.driver().version());
    out.writeBoolean(facts.driver().changed());
    texts.write(out, facts.cluster().kind());
    texts.write(out, facts.cluster().version());
    out.writeLong(facts.cluster().nodes());
    texts.write(out, facts.cluster().fingerprint());
    texts.write(out, facts.straingaugeVersion());
    out.writeInt(facts.analysisVersion());
    texts.write(out, facts.verdict());
    texts.write(out, facts.end());
    out.writeInt(facts.labels().size());
    for (Map.Entry<String, String> label : facts.labels().entrySet()) {
      texts.write(out, label.getKey());
      texts.write(out, label.getValue());
    }
    texts.write(out, facts.unfit());
    out.writeInt(run.metrics().size());
    for (Metric metric : run.metrics()) {
      texts.write(out, metric.family().name());
      texts.write(out, metric.subject());
      texts.write(out, metric.statistic());
      texts.write(out, metric.unit().name());
      texts.write(out, metric.better().name());
      out.writeDouble(metric.value());
      out.writeBoolean(metric.censored());
      out.writeLong(metric.n());
    }
  }

  @Override
  public RunMetrics read(RunId run, DataInput in, Texts texts) throws IOException {
    String scenario = texts.read(in);
    long seed = in.readLong();
    String planHash = texts.read(in);
    RunFacts.Driver driver = new RunFacts.Driver(texts.read(in), texts.read(in), in.readBoolean());
    RunFacts.Cluster cluster =
        new RunFacts.Cluster(texts.read(in), texts.read(in), in.readLong(), texts.read(in));
    String straingaugeVersion = texts.read(in);
    int analysisVersion = in.readInt();
    String verdict = texts.read(in);
    String end = texts.read(in);
    SortedMap<String, String> labels = new TreeMap<>();
    for (int left = count(in, MOST_LABELS); left > 0; left--) {
      labels.put(texts.read(in), texts.read(in));
    }
    String unfit = texts.read(in);
    List<Metric> metrics = new ArrayList<>();
    for (int left = count(in, MOST_METRICS); left > 0; left--) {
      metrics.add(metric(in, texts));
    }
    return new RunMetrics(
        new RunFacts(
            run,
            scenario,
            seed,
            planHash,
            driver,
            cluster,
            straingaugeVersion,
            analysisVersion,
            verdict,
            end,
            labels,
            unfit),
        metrics);
  }

  private static Metric metric(DataInput in, Texts texts) throws IOException {
    return new Metric(
        Metric.Family.valueOf(texts.read(in)),
        texts.read(in),
        texts.read(in),
        Metric.Unit.valueOf(texts.read(in)),
        Metric.Direction.valueOf(texts.read(in)),
        in.readDouble(),
        in.readBoolean(),
        in.readLong());
  }

  private static int count(DataInput in, int most) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > most) {
      throw new IOException("%,d things (expected at most %,d)".formatted(count, most));
    }
    return count;
  }
}
