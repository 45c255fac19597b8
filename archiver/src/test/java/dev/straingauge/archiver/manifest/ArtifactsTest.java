package dev.straingauge.archiver.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.TestRun;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.event.Artifact;
import dev.straingauge.event.Event;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactsTest extends RunFinisherFixture {

  @Test
  void putsTheFilesThatTheLogCarriesIntoTheRunsFolderAndNamesThem() throws Exception {
    // Given
    TestRun run = TestRun.of("n", 5, 0);
    archive(run);
    Codec codec = new Codec();
    List<byte[]> events = new ArrayList<>();
    for (TestRun.Sent sent : run.events()) {
      Event event = codec.decodeEvent(sent.value());
      if (event.getBody() instanceof OperationSkipped) {
        event =
            new Event(
                event.getWriter(),
                event.getIncarnation(),
                event.getSequence(),
                event.getTime(),
                artifact("why.txt", 0, 1, "it broke"));
      }
      events.add(codec.encode(event));
    }
    replace(Topic.EVENTS, events);

    // When
    Manifest manifest = finish();

    // Then
    assertThat(manifest.complete()).as(manifest.reason()).isTrue();
    assertThat(manifest.objects())
        .extracting(Manifest.ObjectFacts::name)
        .contains("artifacts/why.txt");
    assertThat(store.get("lab/" + RUN + "/artifacts/why.txt", 100).orElseThrow())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("it broke");
    assertThat(json("report.json").at("/archive/artifacts/0").textValue())
        .isEqualTo("artifacts/why.txt");
  }

  @Test
  void putsPartsTogether() throws Exception {
    Artifacts artifacts = new Artifacts(temp);
    artifacts.add(artifact("two.txt", 0, 2, "one "));
    artifacts.add(artifact("half.txt", 0, 2, "never whole"));
    artifacts.add(artifact("two.txt", 0, 2, "again"));
    artifacts.add(artifact("two.txt", 1, 2, "two"));

    assertThat(artifacts.files()).containsOnlyKeys("artifacts/two.txt");
    assertThat(artifacts.files().get("artifacts/two.txt")).hasContent("one two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../escape", "a/b", ".hidden", "", "a\nb", "MÄRZ"})
  void leavesOutWhatIsNoPlainFileName(String name) throws Exception {
    Artifacts artifacts = new Artifacts(temp);
    artifacts.add(artifact(name, 0, 1, "x"));

    assertThat(artifacts.files()).isEmpty();
    try (var files = Files.list(temp)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void takesNoMoreThan64MiB() {
    Artifacts artifacts = new Artifacts(temp);
    String large = "x".repeat(16 * 1024 * 1024);
    for (int i = 0; i < 5; i++) {
      artifacts.add(artifact("large-" + i, 0, 1, large));
    }

    assertThat(artifacts.files()).hasSize(4);
  }

  private static Artifact artifact(String name, int part, int parts, String content) {
    return new Artifact(
        name, "text/plain", part, parts, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
  }
}
