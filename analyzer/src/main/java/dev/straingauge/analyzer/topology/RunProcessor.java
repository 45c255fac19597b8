package dev.straingauge.analyzer.topology;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.event.DeadLetter;
import dev.straingauge.event.EndMark;
import dev.straingauge.event.Event;
import dev.straingauge.event.RunOpened;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.EventReader;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes each record to the analysis of its run and the analysis' results to their topics. What
 * belongs to no open run, or does not decode, becomes a dead letter with its cause. Decoding
 * happens in here, so that a poison record counts in the run's books. Confined to the task's
 * thread.
 */
final class RunProcessor implements Processor<byte[], byte[], RunKey, byte[]>, Outputs {

  private static final Logger LOG = LoggerFactory.getLogger(RunProcessor.class);

  /** Longer content would not fit into a record beside its cause, each below 1 MiB. */
  private static final int MAX_CONTENT_BYTES = 1_000_000;

  /** Characters; the detail may quote the record. */
  private static final int MAX_DETAIL = 2_000;

  private static final int MAX_MARK = 100;

  /** No run id is as long: such a key is kept as far. */
  private static final int MAX_KEY_BYTES = 1_000;

  /** Events per millisecond; no load is as high for long. */
  private static final long CATCHING_UP = 100;

  private final Duration commitInterval;
  private final Codec codec = new Codec();
  private final EventReader events = Batch.reader();
  private @Nullable ProcessorContext<RunKey, byte[]> context;
  private @Nullable RunStore store;
  private byte @Nullable [] content;
  private Headers headers = new RecordHeaders();
  private long timestamp;

  /** Events since the last interval of commits ended. */
  private long sinceAsked;

  /** Results were given that nobody can see yet. */
  private boolean unseen;

  /** And are to be seen as soon as can be. */
  private boolean urgent;

  /** Few events came in the last interval, and no commit was asked for since it ended. */
  private boolean mayCommit;

  private boolean opened;
  private byte @Nullable [] lastKey;
  private String runId = "";

  /** Why the last record was set aside. */
  private String refusal = "";

  private @Nullable RunKey key;

  /**
   * @param commitInterval how often results become visible at most, unless a run begins or ends
   */
  RunProcessor(Duration commitInterval) {
    this.commitInterval = commitInterval;
  }

  @Override
  public void init(ProcessorContext<RunKey, byte[]> processorContext) {
    context = processorContext;
    store = processorContext.getStateStore(RunStoreBuilder.NAME);
    store().load();
    processorContext.schedule(commitInterval, PunctuationType.WALL_CLOCK_TIME, now -> askCommit());
  }

  /**
   * A commit writes what changed of the runs' state, and costs some requests. So one is asked for
   * when there are results that wait for it, once in an interval: in a run in real time at the end
   * of each pane, at once. Far behind the log nobody waits for the results of the last tenth of a
   * second: there, and for state and offsets alone, Streams' own, longer interval holds.
   */
  private void askCommit() {
    boolean few = fewCame();
    mayCommit = few;
    if (unseen && few) {
      commit();
    }
    sinceAsked = 0;
  }

  private boolean fewCame() {
    return sinceAsked < CATCHING_UP * commitInterval.toMillis();
  }

  private void commit() {
    context().commit();
    unseen = false;
    urgent = false;
    mayCommit = false;
  }

  @Override
  public void process(Record<byte[], byte[]> next) {
    Batch batch = Batch.of(next.headers());
    if (batch == null) {
      process(
          next.key(),
          next.value(),
          next.headers(),
          next.timestamp(),
          Batch.Decoded.of(events, next.value()));
    } else {
      process(batch);
    }
    if (urgent || (unseen && mayCommit && fewCame())) {
      commit();
    }
  }

  private void process(Batch batch) {
    Batch.Decoded[] decoded = batch.take();
    for (int i = 0; i < decoded.length; i++) {
      ConsumerRecord<byte[], byte[]> each = batch.records().get(i);
      process(each.key(), each.value(), each.headers(), Math.max(0, each.timestamp()), decoded[i]);
    }
  }

  private void process(
      byte @Nullable [] ofRun,
      byte @Nullable [] value,
      Headers its,
      long at,
      Batch.Decoded decoded) {
    sinceAsked++;
    content = value;
    headers = its;
    timestamp = at;
    identify(ofRun);
    RunAnalysis run = store().find(runId);
    Event event = decoded.event();
    if (event == null) {
      malformed(run, decoded.malformed());
    } else if (run == null) {
      open(event);
    } else {
      run.accept(event, this);
      closeIfOver(run);
    }
  }

  @Override
  public void emit(Topic topic, SpecificRecord result) {
    if (opened && topic == Topic.ROLLING) {
      opened = false;
      urgent = true; // whoever started a run waits for its first window
    }
    forward(topic, result, markOf(result));
  }

  @Override
  public void deadLetter(Fate fate, String detail) {
    byte[] whole = content == null ? new byte[0] : content;
    boolean cut = whole.length > MAX_CONTENT_BYTES;
    ByteBuffer kept = ByteBuffer.wrap(whole, 0, Math.min(whole.length, MAX_CONTENT_BYTES));
    String why = cut(detail, MAX_DETAIL);
    refusal = why;
    String told =
        cut ? "%s (first %d of %d bytes)".formatted(why, MAX_CONTENT_BYTES, whole.length) : why;
    String mark = markOf(headers);
    forward(
        Topic.DEAD_LETTERS,
        new DeadLetter(fate.cause(), mark == null ? null : cut(mark, MAX_MARK), told, kept),
        null);
  }

  private void malformed(@Nullable RunAnalysis run, @Nullable MalformedRecordException why) {
    if (run != null) {
      run.acceptMalformed();
    }
    boolean over = run == null && store().wasClosed(runId);
    deadLetter(
        over ? Fate.AFTER_CLOSE : Fate.MALFORMED,
        why == null ? "" : String.valueOf(why.getMessage()));
  }

  private void open(Event first) {
    if (store().wasClosed(runId)) {
      deadLetter(Fate.AFTER_CLOSE, "the run is over");
    } else if (first.getBody() instanceof RunStarted && !isRunId(runId)) {
      deadLetter(Fate.NO_RUN, "the key is no run id (expected test_name/YYYYMMDDHHMMSS)");
    } else {
      RunAnalysis run = RunAnalysis.open(first, this).orElse(null);
      if (run != null) {
        store().open(runId, run);
      } else if (first.getBody() instanceof RunStarted) {
        LOG.atWarn()
            .addKeyValue("runId", runId)
            .addKeyValue("error", refusal)
            .log("a run that this version cannot analyse is set aside");
      }
      opened = true;
    }
  }

  private void closeIfOver(RunAnalysis run) {
    if (run.isClosed()) {
      store().close(runId);
      urgent = true; // and for its end
    }
  }

  private void forward(Topic topic, SpecificRecord result, @Nullable String mark) {
    Headers marked = new RecordHeaders();
    if (mark != null) {
      marked.add(Topic.MARK_HEADER, mark.getBytes(StandardCharsets.UTF_8));
    }
    unseen = true;
    context()
        .forward(
            new Record<>(key(), codec.encode(result), timestamp, marked),
            AnalyzerTopology.sinkOf(topic));
  }

  /** Records of a run come in rows: the key is looked at when it changes. */
  private void identify(byte @Nullable [] keyBytes) {
    if (key != null && Arrays.equals(keyBytes, lastKey)) {
      return;
    }
    lastKey = keyBytes;
    byte[] kept =
        keyBytes != null && keyBytes.length > MAX_KEY_BYTES
            ? Arrays.copyOf(keyBytes, MAX_KEY_BYTES)
            : keyBytes;
    runId = keyBytes == null ? "" : new String(keyBytes, StandardCharsets.UTF_8);
    int partition =
        context()
            .recordMetadata()
            .map(RecordMetadata::partition)
            .orElseGet(() -> context().taskId().partition());
    key = new RunKey(kept, partition);
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }

  private static boolean isRunId(String text) {
    try {
      RunId.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static @Nullable String markOf(SpecificRecord result) {
    return switch (result) {
      case RunOpened opened -> "RunOpened";
      case Summary summary -> "Summary";
      case EndMark end -> "EndMark";
      default -> null;
    };
  }

  private static @Nullable String markOf(Headers headers) {
    Header mark = headers.lastHeader(Topic.MARK_HEADER);
    return mark == null || mark.value() == null
        ? null
        : new String(mark.value(), StandardCharsets.UTF_8);
  }

  private ProcessorContext<RunKey, byte[]> context() {
    return started(context);
  }

  private RunStore store() {
    return started(store);
  }

  private RunKey key() {
    return started(key);
  }

  private static <T> T started(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("analyse a record: the processor was not started");
    }
    return value;
  }
}
