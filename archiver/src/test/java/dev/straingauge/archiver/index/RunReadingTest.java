package dev.straingauge.archiver.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.MemoryStore;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.schemas.run.RunId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunReadingTest {

  /** Several versions may share a bucket: one run that this one cannot read hides no other. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {                                     | damaged: read
          {"schema": "straingauge.manifest/2"}  | written by a newer version: read
          """)
  void hasNoNumbersOfARunThatCannotBeRead(String manifest, String without) {
    MemoryStore store = new MemoryStore();
    store.put("soak/20261121074511/MANIFEST.json", Content.of(manifest.getBytes(UTF_8)));

    RunReading reading =
        RunReading.of(new Runs(store, new Keys("")), new RunId("soak", "20261121074511"));

    assertThat(reading.metrics()).isNull();
    assertThat(reading.leftOut()).startsWith(without + " 'memory:soak/20261121074511/");
  }
}
