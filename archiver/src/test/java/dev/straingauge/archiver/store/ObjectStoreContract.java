package dev.straingauge.archiver.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every object store does. */
abstract class ObjectStoreContract extends ObjectReaderContract {

  private static final int RACES = 10;

  @Test
  void putsOnlyWhereThereIsNothing() {
    // Given
    assertThat(writer().putIfAbsent("once/x", text("mine"), new TreeMap<>(Map.of("first", "7"))))
        .isTrue();
    // When
    boolean second = writer().putIfAbsent("once/x", text("yours"), new TreeMap<>());
    // Then
    assertThat(second).isFalse();
    assertThat(writer().get("once/x", 100).orElseThrow()).asString().isEqualTo("mine");
    assertThat(writer().head("once/x").orElseThrow().metadata()).containsEntry("first", "7");
  }

  /** How many of so many races have a winner who is told so, at least; none has two. */
  int fewestWon(int races) {
    return races;
  }

  @Test
  void letsOneOfManyRacersWin() throws Exception {
    int won = 0;
    try (ExecutorService racers = Executors.newFixedThreadPool(8)) {
      for (int race = 0; race < RACES; race++) {
        String key = "race/" + race;
        List<Callable<Boolean>> puts =
            IntStream.range(0, 8)
                .mapToObj(
                    i ->
                        (Callable<Boolean>)
                            () -> writer().putIfAbsent(key, text("r" + i), new TreeMap<>()))
                .toList();
        int winners = 0;
        for (Future<Boolean> put : racers.invokeAll(puts)) {
          winners += put.get() ? 1 : 0;
        }
        assertThat(winners).as(key).isLessThanOrEqualTo(1);
        assertThat(writer().get(key, 10).orElseThrow()).asString().startsWith("r");
        won += winners;
      }
    }
    assertThat(won).isGreaterThanOrEqualTo(fewestWon(RACES));
  }

  @Test
  void replacesAndDeletes() {
    writer().put("change/x", text("old"));
    writer().put("change/x", text("new"));
    assertThat(writer().get("change/x", 100).orElseThrow()).asString().isEqualTo("new");
    writer().delete("change/x");
    writer().delete("change/x");
    assertThat(writer().head("change/x")).isEmpty();
  }

  @Test
  void keepsEveryByteOfMemoryAndOfFiles(@TempDir Path folder) throws IOException {
    byte[] bytes = new byte[3_000_001];
    new Random(7).nextBytes(bytes);
    Path file = Files.write(folder.resolve("file"), bytes);
    writer().putIfAbsent("bytes/memory", Content.of(bytes), new TreeMap<>());
    writer().put("bytes/file", new Content.File(file));
    assertThat(writer().get("bytes/memory", bytes.length)).hasValue(bytes);
    assertThat(writer().get("bytes/file", bytes.length)).hasValue(bytes);
  }

  @Test
  void refusesTheSecondConditionalPutAndLeavesNoProbe() {
    assertThat(writer().check("probe/")).isTrue();
    assertThat(writer().list("probe/")).isEmpty();
  }
}
