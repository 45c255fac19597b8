package dev.straingauge.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.cli.embedded.EmbeddedException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  @TempDir Path folder;

  @Test
  void refusesASecondOneAndNamesTheFirst() {
    try (DataFolder _ = DataFolder.lock(folder)) {
      assertThatThrownBy(() -> DataFolder.lock(folder))
          .isInstanceOf(EmbeddedException.class)
          .hasMessage(
              "use data folder '%s': process %d works in it (expected one at a time)"
                  .formatted(folder, ProcessHandle.current().pid()))
          .extracting(
              e -> ((EmbeddedException) e).kind(), InstanceOfAssertFactories.type(Kind.class))
          .isEqualTo(Kind.LOCKED);
    }
  }

  @Test
  void givesTheFolderBack() {
    DataFolder.lock(folder).close();

    try (DataFolder again = DataFolder.lock(folder)) {
      assertThat(again.path()).isEqualTo(folder);
    }
  }

  @Test
  void saysWhereTheBrokerListensWhileItIsLocked() {
    assertThat(DataFolder.announced(folder)).isEmpty();
    try (DataFolder locked = DataFolder.lock(folder)) {
      assertThat(DataFolder.announced(folder)).isEmpty();
      locked.announce("127.0.0.1:9092");
      assertThat(DataFolder.announced(folder)).contains("127.0.0.1:9092");
    }
    assertThat(DataFolder.announced(folder)).isEmpty();
  }

  @Test
  void removesWhatAKilledProcessWasDeriving() throws IOException {
    // Given
    Path temp = DataFolder.temp(folder);
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/nested"));
    Files.createDirectories(temp.resolve("derive-17/a/b"));
    Files.writeString(temp.resolve("derive-17/a/rolling.csv"), "1");
    Files.createSymbolicLink(temp.resolve("derive-17/link"), elsewhere.getParent());
    Files.createSymbolicLink(temp.resolve("derive-link"), elsewhere.getParent());
    Files.createDirectories(temp.resolve("mine"));

    // When
    DataFolder.lock(folder).close();

    // Then
    try (var left = Files.list(temp)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("derive-link", "mine");
    }
    assertThat(elsewhere).exists();
  }

  @Test
  void leavesAloneWhatAnotherProcessIsDeriving() throws IOException {
    try (DataFolder _ = DataFolder.lock(folder)) {
      Path deriving = Files.createDirectories(DataFolder.temp(folder).resolve("derive-17"));

      assertThatThrownBy(() -> DataFolder.lock(folder)).isInstanceOf(EmbeddedException.class);

      assertThat(deriving).exists();
    }
  }

  @Test
  void refusesAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> DataFolder.lock(file))
        .isInstanceOf(EmbeddedException.class)
        .hasMessage(
            "use data folder '%s': a file of that name exists (expected a folder that can be"
                + " written)",
            file)
        .extracting(e -> ((EmbeddedException) e).kind())
        .isEqualTo(Kind.UNWRITABLE);
  }
}
