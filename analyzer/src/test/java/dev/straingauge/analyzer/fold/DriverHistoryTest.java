package dev.straingauge.analyzer.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Change;
import dev.straingauge.event.CsiDriver;
import dev.straingauge.event.DriverChange;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.WriterOutcome;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DriverHistoryTest {

  @Test
  void tellsAnotherVersionAndOtherImagesOfTheSame() {
    List<DriverChange> changes =
        changes(
            log -> {
              driver(log, 1, Change.LISTED, "1.4.0", "sha256:aa");
              driver(log, 2, Change.MODIFIED, "1.5.0", "sha256:bb");
              driver(log, 3, Change.LISTED, "1.5.0", "sha256:bb");
              driver(log, 4, Change.MODIFIED, "1.5.0", "sha256:cc");
            });

    assertThat(changes)
        .containsExactly(
            new DriverChange(EventLog.EPOCH + 2 * EventLog.SECOND, "1.5.0", List.of("sha256:bb")),
            new DriverChange(EventLog.EPOCH + 4 * EventLog.SECOND, "1.5.0", List.of("sha256:cc")));
  }

  @Test
  void takesTheFirstThatIsSeenForTheBeginning() {
    assertThat(changes(log -> driver(log, 1, Change.LISTED, "1.4.0", "sha256:aa"))).isEmpty();
    assertThat(changes(log -> {})).isEmpty();
  }

  @Test
  void tellsNoMoreThanItsBound() {
    List<DriverChange> changes =
        changes(
            log -> {
              for (int i = 0; i <= 2 * DriverHistory.MAX_CHANGES; i++) {
                driver(log, 1, Change.MODIFIED, "1." + i, "sha256:aa");
              }
            });

    assertThat(changes).hasSize(DriverHistory.MAX_CHANGES);
    assertThat(changes.getFirst().getVersion()).isEqualTo("1.1");
  }

  private static List<DriverChange> changes(Consumer<EventLog> body) {
    EventLog log = EventLog.begin();
    body.accept(log);
    return Collected.of(log.cleanup(0).end(WriterOutcome.COMPLETED).events())
        .summary()
        .getDriverChanges();
  }

  private static void driver(
      EventLog log, long seconds, Change change, String version, String digest) {
    log.at(seconds * EventLog.SECOND);
    log.write(
        new ObjectChanged(
            "CSIDriver",
            null,
            "block.csi.straingauge.dev",
            "uid",
            "1",
            change,
            null,
            new CsiDriver(version, true, List.of(digest))));
  }
}
