package dev.straingauge.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.straingauge.cli.endtoend.ApiWatch.Seen;
import dev.straingauge.cli.endtoend.Folder.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log of a run on the control plane of {@code STRAINGAUGE_TEST_KUBECONFIG}, which needs a
 * StorageClass {@code cinder} that attaches, against what kubectl saw meanwhile and against the
 * times that the API server's clients wrote into the objects. {@code STRAINGAUGE_TEST_KUBECTL} is
 * the command, by default {@code kubectl}.
 */
@EnabledIfEnvironmentVariable(
    named = RealClusterIT.KUBECONFIG,
    matches = ".+",
    disabledReason = "no kubeconfig in STRAINGAUGE_TEST_KUBECONFIG: nothing ran on a real cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealClusterIT {

  static final String KUBECONFIG = "STRAINGAUGE_TEST_KUBECONFIG";

  /** A change that the log holds. */
  private record Logged(Instant at, String kind, String uid, String change, GenericRecord facts) {}

  private final List<Logged> log = new ArrayList<>();
  private JsonNode document = MissingNode.getInstance();
  private ApiWatch claims;
  private ApiWatch pods;
  private ApiWatch attachments;

  @BeforeAll
  void runOnce(@TempDir Path temp) throws Exception {
    List<String> kubectl =
        List.of(System.getenv().getOrDefault("STRAINGAUGE_TEST_KUBECTL", "kubectl").split(" ", -1));
    assumeThat(runs(kubectl))
        .as("kubectl, or another command in STRAINGAUGE_TEST_KUBECTL")
        .isTrue();
    Path kubeconfig = Path.of(System.getenv(KUBECONFIG));
    String ours = "straingauge.dev/run";
    try (ApiWatch ofClaims = new ApiWatch(kubectl, kubeconfig, "pvc", "-A", "-l", ours);
        ApiWatch ofPods = new ApiWatch(kubectl, kubeconfig, "pods", "-A", "-l", ours);
        ApiWatch ofAttachments = new ApiWatch(kubectl, kubeconfig, "volumeattachments")) {
      claims = ofClaims;
      pods = ofPods;
      attachments = ofAttachments;
      Folder folder = Folder.with(temp, "ledger.yaml");
      Answer answer =
          folder.run(
              "run",
              "ledger.yaml",
              "--kubeconfig",
              kubeconfig.toString(),
              "-n",
              "straingauge-ledger",
              "-o",
              "json");
      assertThat(answer.code()).as(answer.err()).isZero();
      document = answer.json();
      readLog(temp.resolve(document.path("archive").path("folder").asText()));
    }
  }

  @Test
  void sawEachObjectThatKubectlSaw() {
    assertThat(uids("PersistentVolumeClaim")).isEqualTo(claims.first(seen -> true).keySet());
    assertThat(uids("Pod")).isEqualTo(pods.first(seen -> true).keySet());
    assertThat(uids("VolumeAttachment")).isEqualTo(ofThisRun(attachments, seen -> true).keySet());
  }

  @Test
  void saysWhenTheyCameAboutAsKubectlDoes() {
    agree(logged("PersistentVolumeClaim", this::bound), claims.first(RealClusterIT::isBound));
    agree(logged("Pod", change -> yes(change, "ready")), pods.first(RealClusterIT::isReady));
    agree(
        logged("VolumeAttachment", change -> yes(change, "attached")),
        ofThisRun(attachments, RealClusterIT::isAttached));
    agree(
        logged("PersistentVolumeClaim", RealClusterIT::gone), claims.first(RealClusterIT::isGone));
    agree(logged("Pod", RealClusterIT::gone), pods.first(RealClusterIT::isGone));
    agree(
        logged("VolumeAttachment", RealClusterIT::gone),
        ofThisRun(attachments, RealClusterIT::isGone));
  }

  /** Whole seconds, of another clock: on one machine the same one. */
  @Test
  void saysWhenTheyCameAboutAsTheObjectsDo() {
    Map<String, Instant> ready = logged("Pod", change -> yes(change, "ready"));
    pods.first(RealClusterIT::isReady)
        .forEach((uid, seen) -> follows(readySince(seen).asText(), ready, uid));
    Map<String, Instant> bound = logged("PersistentVolumeClaim", this::bound);
    claims
        .first(RealClusterIT::isBound)
        .forEach((uid, seen) -> follows(written(seen, "f:phase"), bound, uid));
    Map<String, Instant> attached = logged("VolumeAttachment", change -> yes(change, "attached"));
    ofThisRun(attachments, RealClusterIT::isAttached)
        .forEach((uid, seen) -> follows(written(seen, "f:attached"), attached, uid));
  }

  @Test
  void countsAsOperationsWhatTheObjectsDid() {
    assertThat(succeeded("create_pvc")).isEqualTo(claims.first(RealClusterIT::isBound).size());
    assertThat(succeeded("attach_pod")).isEqualTo(pods.first(RealClusterIT::isReady).size());
    assertThat(succeeded("delete_pod"))
        .isPositive()
        .isLessThanOrEqualTo(pods.first(RealClusterIT::isGone).size());
    assertThat(succeeded("delete_pvc"))
        .isPositive()
        .isLessThanOrEqualTo(claims.first(RealClusterIT::isGone).size());
    assertThat(claims.first(RealClusterIT::isGone).keySet())
        .isEqualTo(claims.first(seen -> true).keySet());
    assertThat(pods.first(RealClusterIT::isGone).keySet())
        .isEqualTo(pods.first(seen -> true).keySet());
    assertThat(document.at("/books/balanced").asBoolean()).isTrue();
  }

  private long succeeded(String operation) {
    for (JsonNode row : document.path("operations")) {
      if (row.path("operation").asText().equals(operation)) {
        return row.path("succeeded").asLong();
      }
    }
    throw new AssertionError("no " + operation + " in " + document.path("operations"));
  }

  private static void agree(Map<String, Instant> logged, Map<String, Seen> seen) {
    assertThat(logged.keySet()).isNotEmpty().isEqualTo(seen.keySet());
    seen.forEach(
        (uid, line) ->
            assertThat(Duration.between(line.at(), time(logged, uid)).abs())
                .as(uid)
                .isLessThan(Duration.ofSeconds(1)));
  }

  private static void follows(String second, Map<String, Instant> logged, String uid) {
    assertThat(Duration.between(Instant.parse(second), time(logged, uid)))
        .as(uid)
        .isBetween(Duration.ZERO, Duration.ofSeconds(2));
  }

  private static boolean isBound(Seen seen) {
    return seen.object().at("/status/phase").asText().equals("Bound");
  }

  private static boolean isAttached(Seen seen) {
    return seen.object().at("/status/attached").asBoolean();
  }

  private static boolean isReady(Seen seen) {
    return !readySince(seen).isMissingNode();
  }

  private static boolean isGone(Seen seen) {
    return seen.type().equals("DELETED");
  }

  private static Instant time(Map<String, Instant> logged, String uid) {
    return Objects.requireNonNull(logged.get(uid), uid);
  }

  /** When a field was last written into the object's status. */
  private static String written(Seen seen, String field) {
    for (JsonNode entry : seen.object().at("/metadata/managedFields")) {
      if (entry.at("/fieldsV1/f:status").has(field)) {
        return entry.path("time").asText();
      }
    }
    throw new AssertionError("nobody wrote " + field + " of " + seen.object());
  }

  private static JsonNode readySince(Seen seen) {
    for (JsonNode condition : seen.object().at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")
          && condition.path("status").asText().equals("True")) {
        return condition.path("lastTransitionTime");
      }
    }
    return MissingNode.getInstance();
  }

  /** Attachments of volumes that a claim of the run has. */
  private Map<String, Seen> ofThisRun(ApiWatch watch, Predicate<Seen> like) {
    List<String> volumes =
        claims.first(RealClusterIT::isBound).values().stream()
            .map(seen -> seen.object().at("/spec/volumeName").asText())
            .toList();
    return watch.first(
        seen ->
            volumes.contains(seen.object().at("/spec/source/persistentVolumeName").asText())
                && like.test(seen));
  }

  private Set<String> uids(String kind) {
    return logged(kind, change -> true).keySet();
  }

  private Map<String, Instant> logged(String kind, Predicate<Logged> like) {
    Map<String, Instant> first = new TreeMap<>();
    log.stream()
        .filter(change -> change.kind().equals(kind) && like.test(change))
        .forEach(change -> first.putIfAbsent(change.uid(), change.at()));
    return first;
  }

  private boolean bound(Logged change) {
    return change.facts().get("phase").toString().equals("Bound");
  }

  private static boolean yes(Logged change, String fact) {
    return (Boolean) change.facts().get(fact);
  }

  private static boolean gone(Logged change) {
    return change.change().equals("DELETED");
  }

  private void readLog(Path run) throws IOException {
    List<Path> chunks;
    try (Stream<Path> files = Files.list(run.resolve("events"))) {
      chunks = files.sorted().toList();
    }
    for (Path chunk : chunks) {
      try (DataFileReader<GenericRecord> events =
          new DataFileReader<>(chunk.toFile(), new GenericDatumReader<>())) {
        for (GenericRecord event : events) {
          if (event.get("body") instanceof GenericRecord body
              && body.getSchema().getName().equals("ObjectChanged")) {
            log.add(
                new Logged(
                    Instant.EPOCH.plusNanos((Long) event.get("time")),
                    body.get("kind").toString(),
                    body.get("uid").toString(),
                    body.get("change").toString(),
                    (GenericRecord) body.get("facts")));
          }
        }
      }
    }
  }

  private static boolean runs(List<String> kubectl) throws InterruptedException {
    List<String> command = new ArrayList<>(kubectl);
    command.addAll(List.of("version", "--client"));
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
