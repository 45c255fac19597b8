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
import java.util.Arrays;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Routes each record to the analysis of its run and the analysis' results to their topics. What
 * belongs to no open run, or does not decode, becomes a dead letter with its cause. Decoding
 * happens in here, so that a poison record counts in the run's books. Confined to the task's
 * thread.
 */
final class RunProcessor implements Processor<byte[], byte[], RunKey, byte[]>, Outputs {

  /** Longer content would not fit into a record beside its cause, each below 1 MiB. */
  private static final int MAX_CONTENT_BYTES = 1_000_000;

  /** Characters; the detail may quote the record. */
  private static final int MAX_DETAIL = 2_000;

  private static final int MAX_MARK = 100;

  /** No run id is as long: such a key is kept as far. */
  private static final int MAX_KEY_BYTES = 1_000;

  private final Codec codec = new Codec();
  private final EventReader events =
      new EventReader(codec, RunAnalysis.facts(), RunAnalysis.reasons());
  private @Nullable ProcessorContext<RunKey, byte[]> context;
  private @Nullable RunStore store;
  private @Nullable Record<byte[], byte[]> record;
  private byte @Nullable [] lastKey;
  private String runId = "";
  private @Nullable RunKey key;

  @Override
  public void init(ProcessorContext<RunKey, byte[]> processorContext) {
    context = processorContext;
    store = processorContext.getStateStore(RunStoreBuilder.NAME);
    store().load();
  }

  @Override
  public void process(Record<byte[], byte[]> next) {
    record = next;
    identify(next.key());
    RunAnalysis run = store().find(runId);
    Event event = decode(next.value(), run);
    if (event == null) {
      return;
    }
    if (run == null) {
      open(event);
      return;
    }
    run.accept(event, this);
    closeIfOver(run);
  }

  @Override
  public void emit(Topic topic, SpecificRecord result) {
    forward(topic, result, markOf(result));
  }

  @Override
  public void deadLetter(Fate fate, String detail) {
    Record<byte[], byte[]> current = record();
    byte[] content = current.value() == null ? new byte[0] : current.value();
    boolean cut = content.length > MAX_CONTENT_BYTES;
    ByteBuffer kept = ByteBuffer.wrap(content, 0, Math.min(content.length, MAX_CONTENT_BYTES));
    String why = cut(detail, MAX_DETAIL);
    String told =
        cut ? "%s (first %d of %d bytes)".formatted(why, MAX_CONTENT_BYTES, content.length) : why;
    String mark = markOf(current.headers());
    forward(
        Topic.DEAD_LETTERS,
        new DeadLetter(fate.cause(), mark == null ? null : cut(mark, MAX_MARK), told, kept),
        null);
  }

  private @Nullable Event decode(byte @Nullable [] content, @Nullable RunAnalysis run) {
    try {
      if (content == null) {
        throw new MalformedRecordException("no value");
      }
      return events.read(content);
    } catch (MalformedRecordException e) {
      if (run != null) {
        run.acceptMalformed();
      }
      boolean over = run == null && store().wasClosed(runId);
      deadLetter(over ? Fate.AFTER_CLOSE : Fate.MALFORMED, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void open(Event first) {
    if (store().wasClosed(runId)) {
      deadLetter(Fate.AFTER_CLOSE, "the run is over");
    } else if (first.getBody() instanceof RunStarted && !isRunId(runId)) {
      deadLetter(Fate.NO_RUN, "the key is no run id (expected test_name/YYYYMMDDHHMMSS)");
    } else {
      RunAnalysis.open(first, this).ifPresent(run -> store().open(runId, run));
    }
  }

  private void closeIfOver(RunAnalysis run) {
    if (run.isClosed()) {
      store().close(runId);
    }
  }

  private void forward(Topic topic, SpecificRecord result, @Nullable String mark) {
    Headers headers = new RecordHeaders();
    if (mark != null) {
      headers.add(Topic.MARK_HEADER, mark.getBytes(StandardCharsets.UTF_8));
    }
    context()
        .forward(
            new Record<>(key(), codec.encode(result), record().timestamp(), headers),
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

  private Record<byte[], byte[]> record() {
    return started(record);
  }

  private static <T> T started(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("analyse a record: the processor was not started");
    }
    return value;
  }
}
