package dev.straingauge.archiver.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.archiver.MemoryStore;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.archiver.store.StoredObject;
import dev.straingauge.schemas.run.RunId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunDeletionTest {

  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private static final RunId RUN = new RunId("soak", "20261121074501");
  private static final RunMetadata OWNER = new RunMetadata(RUN, "n", "c", 3);

  private final MemoryStore store = new MemoryStore();
  private final Keys keys = new Keys("lab");
  private final Runs runs = new Runs(store, keys);

  private void put(String key, String text) {
    store.put("lab/" + key, Content.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> all() {
    return store.list("").stream().map(StoredObject::key).toList();
  }

  private void finished(RunId id) {
    Manifest manifest =
        new Manifest(
            new RunMetadata(id, "n", "c", 3),
            id,
            true,
            "",
            1,
            "0.1.0",
            new RunMetadata.Described("soak", "efs", "2.1.8"),
            "PASS",
            Map.of(),
            List.of(),
            List.of());
    put(
        id + "/metadata.json",
        "{\"run\":\"%s\",\"nonce\":\"n\",\"clusterId\":\"c\",\"partition\":3}".formatted(id));
    put(id + "/events/3-000000000001.avro", "12345");
    put(id + "/MANIFEST.json", new String(manifest.toJson(), StandardCharsets.UTF_8));
  }

  @Test
  void leavesTheTombstoneAndTheClaimAndNothingElse() {
    // Given
    finished(RUN);
    put("_open/c/3/soak.20261121074501", "{}");
    put("soak/20261121074501x/a", "not a run, and not ours");
    put("soak-2/20261121074501/a", "another test");

    // When
    RunDeletion.Deleted deleted = RunDeletion.delete(store, keys, runs.entry(RUN), NOW);

    // Then
    assertThat(deleted.objects()).isEqualTo(2);
    assertThat(all())
        .containsExactlyInAnyOrder(
            "lab/soak/20261121074501/DELETED.json",
            "lab/soak/20261121074501/metadata.json",
            "lab/soak/20261121074501x/a",
            "lab/soak-2/20261121074501/a");
  }

  @Test
  void listsTheRunAsDeletedAndTakesItForNoLatestOne() {
    // Given
    RunId older = new RunId("soak", "20261121074500");
    finished(older);
    finished(RUN);

    // When
    RunDeletion.delete(store, keys, runs.entry(RUN), NOW);

    // Then
    assertThat(runs.list())
        .extracting(e -> e.run() + " " + e.state() + " " + e.verdict() + " " + e.note())
        .containsExactly(
            "soak/20261121074500 COMPLETE PASS ",
            "soak/20261121074501 DELETED PASS 2026-11-22T00:00:00Z");
    assertThat(runs.open(RUN)).isEmpty();
    assertThat(runs.deleted(RUN)).isPresent();
    assertThat(runs.resolve("latest")).isEqualTo(older);
    assertThat(runs.resolve(RUN.toString())).isEqualTo(RUN);
  }

  @Test
  void keepsItsIdTaken() {
    // Given
    finished(RUN);

    // When
    RunDeletion.delete(store, keys, runs.entry(RUN), NOW);

    // Then: the claim of contract S2 is refused for ever
    Content claim = Content.of(OWNER.toMarker());
    assertThat(store.putIfAbsent(keys.run(RUN) + Keys.METADATA, claim, new TreeMap<>())).isFalse();
  }

  @Test
  void endsWhatWasBegun() {
    // Given: a deletion that broke off after the tombstone and the manifest
    finished(RUN);
    RunEntry entry = runs.entry(RUN);
    RunDeletion.delete(store, keys, entry, NOW);
    put(RUN + "/events/3-000000000001.avro", "12345");
    byte[] tombstone = store.get(keys.run(RUN) + Keys.TOMBSTONE, 10_000).orElseThrow();

    // When
    RunDeletion.Deleted again =
        RunDeletion.delete(store, keys, runs.entry(RUN), NOW.plusSeconds(60));

    // Then
    assertThat(again.objects()).isEqualTo(1);
    assertThat(store.get(keys.run(RUN) + Keys.TOMBSTONE, 10_000).orElseThrow())
        .isEqualTo(tombstone);
    assertThat(all()).hasSize(2);
  }

  @Test
  void namesATombstoneOfANewerVersion() {
    put(
        RUN + "/DELETED.json",
        "{\"schema\":\"straingauge.tombstone/7\",\"straingaugeVersion\":\"9.0\"}");
    assertThatThrownBy(() -> runs.deleted(RUN))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.id()).isEqualTo(StoreException.NEWER);
              assertThat(e.facts()).containsExactly("a newer Straingauge wrote it: 9.0");
            });
    assertThat(runs.entry(RUN).state()).isEqualTo(RunEntry.State.DAMAGED);
  }
}
