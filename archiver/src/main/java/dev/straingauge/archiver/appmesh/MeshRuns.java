package dev.straingauge.archiver.appmesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.intake.Artifacts;
import dev.straingauge.archiver.intake.EventScript;
import dev.straingauge.archiver.intake.ImportedRun;
import dev.straingauge.archiver.intake.IntakeException;
import dev.straingauge.archiver.intake.IntakeSource;
import dev.straingauge.archiver.intake.IntakeTerms;
import dev.straingauge.archiver.intake.Provenance;
import dev.straingauge.archiver.intake.TestNames;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectReader;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.archiver.store.StoredObject;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.OutcomeCount;
import dev.straingauge.event.StepEnded;
import dev.straingauge.event.StepStarted;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.schemas.config.Durations;
import dev.straingauge.schemas.json.Json;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Load tests in the layout {@code TEST/YYYYMMDDHHMMSS/{config.json,fortio.json,METRIC.csv}} of a
 * store. Not thread-safe.
 */
public final class MeshRuns extends IntakeSource {

  static final String FORMAT = "appmesh";
  static final String CONFIG = "config.json";
  static final String FORTIO = "fortio.json";
  static final String CSV = ".csv";

  private static final String STEP = "load";
  private static final Pattern KEY =
      Pattern.compile("(?:.*/)?([^/]{1,200})/([0-9]{14})/([^/\\\\\\p{Cntrl}]{1,200})");
  private static final Pattern STAMP = Pattern.compile("[0-9]{14}");
  private static final DateTimeFormatter FORMATTER =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);

  /** Sets the times apart, so that rare ones do not all fall to the same second. */
  private static final long STRIDE = 7_919;

  private static final long MOST_BYTES = 32L * 1024 * 1024;

  private final ObjectReader store;
  private final IntakeTerms terms;
  private final Map<String, List<StoredObject>> folders = new TreeMap<>();

  private MeshRuns(ObjectReader store, IntakeTerms terms) {
    this.store = store;
    this.terms = terms;
  }

  /**
   * Looks for load tests below a prefix.
   *
   * @throws IntakeException ({@code import-empty}) if there is none
   * @throws StoreException if the store fails
   */
  public static MeshRuns read(ObjectReader store, String prefix, IntakeTerms terms) {
    MeshRuns runs = new MeshRuns(store, terms);
    List<StoredObject> objects = store.list(prefix);
    for (StoredObject object : objects) {
      Matcher key = KEY.matcher(object.key());
      if (key.matches()) {
        String folder = object.key().substring(0, object.key().lastIndexOf('/'));
        runs.folders.computeIfAbsent(folder, f -> new ArrayList<>()).add(object);
      }
    }
    runs.folders.entrySet().removeIf(folder -> runs.isNone(folder.getKey(), folder.getValue()));
    if (runs.folders.isEmpty()) {
      throw new IntakeException(
          IntakeException.EMPTY,
          "import load tests from '%s': none in its %,d objects (expected TEST/YYYYMMDDHHMMSS/fortio.json)"
              .formatted(store.uri(prefix), objects.size()),
          runs.leftOut());
    }
    return runs;
  }

  @Override
  public void forEach(Consumer<ImportedRun> each) {
    folders.forEach((folder, objects) -> make(() -> run(folder, objects), each));
  }

  private boolean isNone(String folder, List<StoredObject> objects) {
    List<String> names = objects.stream().map(o -> name(o.key())).toList();
    if (names.contains("MANIFEST.json") || names.contains("metadata.json")) {
      leaveOut("%s: a run of Straingauge".formatted(store.uri(folder)));
      return true;
    }
    if (!names.contains(FORTIO) && names.stream().noneMatch(name -> name.endsWith(CSV))) {
      leaveOut("%s: neither fortio.json nor a table".formatted(store.uri(folder)));
      return true;
    }
    return false;
  }

  private ImportedRun run(String folder, List<StoredObject> objects) {
    Map<String, byte[]> files = files(objects);
    List<String> notes = new ArrayList<>();
    List<Measurement> measurements = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (file.getKey().endsWith(CSV)) {
        String metric = file.getKey().substring(0, file.getKey().length() - CSV.length());
        MetricTable table =
            MetricTable.read(
                store.uri(folder + "/" + file.getKey()), metric, text(file.getValue()));
        measurements.addAll(table.measurements());
        if (table.noNumbers() > 0) {
          notes.add(
              "%s: %,d values are no number (NaN, infinite): no measurement"
                  .formatted(file.getKey(), table.noNumbers()));
        }
      }
    }
    Fortio fortio =
        files.containsKey(FORTIO)
            ? Fortio.read(store.uri(folder + "/" + FORTIO), text(files.get(FORTIO)))
            : null;
    String stamp = name(folder);
    String test = name(folder.substring(0, folder.lastIndexOf('/')));
    long load = nanos(start(fortio, measurements, stamp, folder, notes));
    long end = Math.addExact(load, fortio == null ? 0 : fortio.durationNanos());
    long first = measurements.stream().mapToLong(Measurement::getAt).reduce(load, Math::min);
    long last = measurements.stream().mapToLong(Measurement::getAt).reduce(end, Math::max);
    long begin = Math.floorDiv(first, EventScript.TICK_NANOS) * EventScript.TICK_NANOS;
    files.keySet().stream()
        .filter(file -> !Keys.isFileName(file))
        .forEach(file -> notes.add("%s: in the log alone, not in artifacts/".formatted(file)));
    String nonce = hash(test, stamp, files);
    EventScript script = new EventScript(terms.started(start(nonce, test, files, fortio)), begin);
    script.add(begin, new StepStarted(STEP, null, end - load, false));
    files.forEach(
        (name, content) ->
            Artifacts.of(name, mediaType(name), content).forEach(part -> script.add(begin, part)));
    measurements.forEach(one -> script.add(one.getAt(), one));
    long count = 0;
    if (fortio != null) {
      fortio.numbers(end).forEach(one -> script.add(end, one));
      count = requests(script, fortio, load, end, notes);
    }
    script.add(last, new StepEnded(STEP));
    script.add(last, books(count));
    String wanted = terms.test().orElse(test);
    String name = TestNames.allowed(wanted);
    if (!name.equals(wanted)) {
      notes.add("its test is called '%.200s'; here '%s', as run ids allow".formatted(wanted, name));
    }
    RunId id = id(name, fortio, load, notes);
    List<String> sources = objects.stream().map(o -> store.uri(o.key())).toList();
    byte[] document = Provenance.document(FORMAT, terms.zone().getId(), sources, notes, List.of());
    Artifacts.of(Provenance.NAME, "application/json", document)
        .forEach(part -> script.add(begin, part));
    return new ImportedRun(id, FORMAT, nonce, script, List.of(store.uri(folder)), notes, List.of());
  }

  /** That of the run where one was exported, whatever time passed in it; else when it began. */
  private static RunId id(String name, @Nullable Fortio fortio, long load, List<String> notes) {
    RunId began =
        RunId.of(name, Instant.ofEpochSecond(Math.floorDiv(load, EventScript.TICK_NANOS)));
    Optional<RunId> exported = fortio == null ? Optional.empty() : fortio.exported();
    exported.ifPresent(
        run ->
            notes.add(
                "run '%s' of Straingauge, exported: it keeps that time in its id, and began at %s in its own time"
                    .formatted(run, Instant.ofEpochSecond(0, load))));
    return exported.map(run -> new RunId(name, run.timestamp())).orElse(began);
  }

  /**
   * Fortio's own start; without it the folder's name, which is local time of the driver's machine.
   */
  private Instant start(
      @Nullable Fortio fortio,
      List<Measurement> measurements,
      String stamp,
      String folder,
      List<String> notes) {
    Optional<Instant> told = fortio == null ? Optional.empty() : fortio.start();
    if (told.isPresent()) {
      return told.get();
    }
    if (!measurements.isEmpty()) {
      notes.add("no start in fortio.json: the first value of the tables is taken for it");
      long first = measurements.stream().mapToLong(Measurement::getAt).min().orElseThrow();
      return Instant.ofEpochSecond(Math.floorDiv(first, EventScript.TICK_NANOS));
    }
    notes.add(
        "no start in fortio.json: its folder's name is taken for it, as of zone " + terms.zone());
    LocalDateTime local;
    try {
      local = LocalDateTime.parse(stamp, FORMATTER);
    } catch (DateTimeException e) {
      throw IntakeException.invalid(
          "import load test '%s': its folder's name is no time (expected YYYYMMDDHHMMSS)"
              .formatted(store.uri(folder)));
    }
    List<ZoneOffset> offsets = terms.zone().getRules().getValidOffsets(local);
    if (offsets.isEmpty() || local.getYear() < 1971 || local.getYear() >= 2200) {
      throw IntakeException.invalid(
          "import load test '%s': the time %s does not exist in zone %s (expected the zone of the machine that drove it: --zone)"
              .formatted(store.uri(folder), local, terms.zone()));
    }
    return local.toInstant(offsets.getFirst());
  }

  private long requests(EventScript script, Fortio fortio, long from, long to, List<String> notes) {
    Optional<List<Fortio.Times>> times = fortio.succeeded();
    long requests = fortio.requests();
    if (requests == 0) {
      notes.add("fortio.json counts no request");
      return 0;
    }
    if (times.isEmpty()) {
      notes.add(
          "fortio.json does not tell the times of requests that succeeded from those that failed: its %,d requests are in its own numbers alone"
              .formatted(requests));
      return 0;
    }
    long errors = requests - times.get().stream().mapToLong(Fortio.Times::count).sum();
    int seconds = (int) Math.max(1, Math.round((to - from) / (double) EventScript.TICK_NANOS));
    for (int second = 0; second < seconds; second++) {
      long start = from + (to - from) / seconds * second;
      long end = second == seconds - 1 ? to : from + (to - from) / seconds * (second + 1);
      LatencySketch sketch = new LatencySketch();
      long phase = 0;
      for (Fortio.Times each : times.get()) {
        phase = (phase + STRIDE) % seconds;
        long many = share(each.count(), phase, second, seconds);
        if (many > 0) {
          record(sketch, each.nanos(), many, fortio);
        }
      }
      long failed = share(errors, 0, second, seconds);
      script.add(
          new IoInterval(
              "fortio",
              STEP,
              fortio.url(),
              "request",
              start,
              end,
              sketch.count() + failed,
              failed,
              share(fortio.bytes(), 0, second, seconds),
              ByteBuffer.wrap(sketch.toBytes()),
              null));
    }
    return requests;
  }

  private static void record(LatencySketch sketch, long nanos, long times, Fortio fortio) {
    try {
      sketch.record(nanos, times);
    } catch (ArithmeticException e) {
      throw fortio.broken(
          "%,d requests of %s in one second".formatted(times, Duration.ofNanos(nanos)),
          "less than 292 years together");
    }
  }

  /** Part of {@code all} that falls to a second, so that all parts together are all of it. */
  private static long share(long all, long phase, int second, int seconds) {
    long rest = all % seconds;
    return all / seconds
        + (rest * (second + 1L) + phase) / seconds
        - (rest * second + phase) / seconds;
  }

  private static IntakeTerms.Start start(
      String nonce, String test, Map<String, byte[]> files, @Nullable Fortio fortio) {
    ObjectNode plan = Json.object();
    plan.put("format", FORMAT);
    if (files.containsKey(CONFIG)) {
      plan.set("load", load(test, text(files.get(CONFIG))));
    }
    long planned = 0;
    if (fortio != null) {
      try {
        planned = Durations.parse(fortio.requestedDuration()).toNanos();
      } catch (IllegalArgumentException | ArithmeticException e) {
        planned = 0; // "until stop", "exactly 100 calls"
      }
    }
    return new IntakeTerms.Start(
        FORMAT,
        nonce,
        TestNames.allowed(test),
        plan,
        Math.clamp(planned, 0, Duration.ofHours(84).toNanos()),
        "unknown",
        fortio == null ? "" : fortio.url(),
        List.of(),
        List.of());
  }

  /** The test's part of the configuration, texts only, as its driver wants them. */
  private static ObjectNode load(String test, String config) {
    ObjectNode load = Json.object();
    JsonNode json;
    try {
      json = Json.readObject(config);
    } catch (IllegalArgumentException e) {
      throw IntakeException.invalid(
          "read '%s' of load test '%s': %s"
              .formatted(CONFIG, test, String.valueOf(e.getMessage())));
    }
    for (JsonNode each : json.path("load_tests")) {
      if (each.path("test_name").asText("").equals(test)) {
        each.properties().stream()
            .limit(50)
            .forEach(e -> load.put(e.getKey(), e.getValue().asText("")));
      }
    }
    return load;
  }

  private Map<String, byte[]> files(List<StoredObject> objects) {
    Map<String, byte[]> files = new TreeMap<>();
    long left = MOST_BYTES;
    for (StoredObject object : objects) {
      String name = name(object.key());
      if (name.equals(CONFIG) || name.equals(FORTIO) || name.endsWith(CSV)) {
        if (object.bytes() > left) {
          throw IntakeException.invalid(
              "read '%s': %,d bytes, with the others of its folder more than %,d (expected less)"
                  .formatted(store.uri(object.key()), object.bytes(), MOST_BYTES));
        }
        byte[] bytes = store.get(object.key(), left).orElse(new byte[0]);
        left -= bytes.length;
        for (byte each : bytes) {
          if (each == 0) {
            throw IntakeException.invalid(
                "read '%s': it holds a zero byte (expected text)"
                    .formatted(store.uri(object.key())));
          }
        }
        files.put(name, bytes);
      }
    }
    return files;
  }

  private static WriterEnded books(long ioCount) {
    return new WriterEnded(
        WriterOutcome.COMPLETED,
        0L,
        0L,
        List.of(),
        Arrays.stream(Outcome.values()).map(o -> new OutcomeCount(o, 0L)).toList(),
        ioCount);
  }

  private static String hash(String test, String stamp, Map<String, byte[]> files) {
    MessageDigest digest = RecordHash.sha256();
    digest.update((test + "/" + stamp + "\n").getBytes(StandardCharsets.UTF_8));
    files.forEach(
        (name, content) ->
            digest.update(
                (name + " " + RecordHash.sha256(content) + "\n").getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Whether a folder's name is that of a load test's. */
  public static boolean isStamp(String name) {
    return STAMP.matcher(name).matches();
  }

  /** Whether it can be the name of a table in such a folder. */
  static boolean isTable(String name) {
    return KEY.matcher("t/00000000000000/" + name).matches() && name.endsWith(CSV);
  }

  private static String mediaType(String name) {
    return name.endsWith(CSV) ? "text/csv" : "application/json";
  }

  private static String name(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  private static String text(byte @Nullable [] content) {
    return content == null ? "" : new String(content, StandardCharsets.UTF_8);
  }

  private static long nanos(Instant at) {
    return Math.addExact(
        Math.multiplyExact(at.getEpochSecond(), EventScript.TICK_NANOS), at.getNano());
  }
}
