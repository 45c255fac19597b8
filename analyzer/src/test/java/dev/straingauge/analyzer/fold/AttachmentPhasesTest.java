package dev.straingauge.analyzer.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Change;
import dev.straingauge.event.CsiDriver;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.VolumePhase;
import dev.straingauge.event.WatchGap;
import dev.straingauge.event.WriterOutcome;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AttachmentPhasesTest {

  @Test
  void measuresFromMadeToAttachedAndFromTheRequestToGone() {
    List<VolumePhase> phases =
        phases(
            log -> {
              change(log, 1, Change.ADDED, false, false);
              change(log, 1.1, Change.MODIFIED, false, false);
              change(log, 6, Change.MODIFIED, true, false);
              change(log, 7, Change.MODIFIED, true, false);
              change(log, 20, Change.MODIFIED, true, true);
              change(log, 21, Change.MODIFIED, false, true);
              change(log, 22, Change.DELETED, false, true);
            });

    assertThat(phases).extracting(VolumePhase::getPhase).containsExactly("attach", "detach");
    assertPhase(phases.get(0), 1, 0, 0);
    assertThat(phases.get(0).getDuration().getMaxNanos()).isEqualTo(5 * EventLog.SECOND);
    assertPhase(phases.get(1), 1, 0, 0);
    assertThat(phases.get(1).getDuration().getMaxNanos()).isEqualTo(2 * EventLog.SECOND);
  }

  @Test
  void keepsWhatNeverEndedAmongThePercentiles() {
    List<VolumePhase> phases =
        phases(
            log -> {
              change(log, 1, Change.ADDED, false, false);
              log.at(30 * EventLog.SECOND);
            });

    assertPhase(phases.get(0), 0, 1, 0);
    assertThat(phases.get(0).getDuration().getCount()).isEqualTo(1);
    assertThat(phases.get(0).getDuration().getP50Nanos()).isNull();
    assertThat(phases.get(0).getDuration().getAboveNanos()).isEqualTo(29 * EventLog.SECOND);
  }

  @Test
  void leavesAttachOpenWhenTheObjectGoesBeforeItIsAttached() {
    List<VolumePhase> phases =
        phases(
            log -> {
              change(log, 1, Change.ADDED, false, false);
              change(log, 4, Change.MODIFIED, false, true);
              change(log, 5, Change.DELETED, false, true);
            });

    assertPhase(phases.get(0), 0, 1, 0);
    assertPhase(phases.get(1), 1, 0, 0);
  }

  @Test
  void givesNoDurationWithoutBothEndsSeen() {
    List<VolumePhase> phases =
        phases(
            log -> {
              change(log, 1, Change.LISTED, false, false);
              change(log, 2, Change.MODIFIED, true, false);
              change(log, 3, Change.DELETED, true, false);
            });

    assertPhase(phases.get(0), 0, 0, 1);
    assertPhase(phases.get(1), 0, 0, 1);
    assertThat(phases.get(0).getDuration().getCount()).isZero();
  }

  @Test
  void doesNotCountWhatWasAttachedBeforeTheRun() {
    List<VolumePhase> phases =
        phases(
            log -> {
              change(log, 1, Change.LISTED, true, false);
              change(log, 2, Change.MODIFIED, true, false);
            });

    assertPhase(phases.get(0), 0, 0, 0);
    assertPhase(phases.get(1), 0, 0, 0);
  }

  @Test
  void doesNotGuessWhatHappenedInAGap() {
    List<VolumePhase> phases =
        phases(
            log -> {
              change(log, 1, Change.ADDED, false, false);
              log.at(5 * EventLog.SECOND);
              log.write(new WatchGap("VolumeAttachment", log.now(), log.now()));
              change(log, 6, Change.LISTED, true, false);
            });
    assertPhase(phases.get(0), 0, 0, 1);

    phases =
        phases(
            log -> {
              change(log, 1, Change.ADDED, false, false);
              log.at(5 * EventLog.SECOND);
              log.write(new WatchGap("VolumeAttachment", log.now(), log.now()));
            });
    assertPhase(phases.get(0), 0, 0, 1);

    phases =
        phases(
            log -> {
              change(log, 1, Change.ADDED, false, false);
              log.at(5 * EventLog.SECOND);
              log.write(new WatchGap("VolumeAttachment", log.now(), log.now()));
              change(log, 6, Change.LISTED, false, false);
              change(log, 8, Change.MODIFIED, true, false);
            });
    assertPhase(phases.get(0), 1, 0, 0);
  }

  @Test
  void isNotApplicableToDriversWithoutAttachment() {
    List<VolumePhase> phases =
        phases(
            log ->
                log.write(
                    new ObjectChanged(
                        "CSIDriver",
                        null,
                        "efs.csi.aws.com",
                        "uid",
                        "1",
                        Change.LISTED,
                        null,
                        new CsiDriver("2.1.8", false, List.of()))));

    assertThat(phases).extracting(VolumePhase::getApplicable).containsExactly(false, false);
  }

  private static List<VolumePhase> phases(Consumer<EventLog> body) {
    EventLog log = EventLog.begin();
    body.accept(log);
    return Collected.of(log.cleanup(0).end(WriterOutcome.COMPLETED).events())
        .summary()
        .getVolumePhases()
        .stream()
        .filter(phase -> List.of("attach", "detach").contains(phase.getPhase()))
        .toList();
  }

  private static void change(
      EventLog log, double seconds, Change change, boolean attached, boolean deleting) {
    log.at((long) (seconds * EventLog.SECOND));
    Attachments.change(log, "uid-1", change, attached, deleting);
  }

  private static void assertPhase(VolumePhase phase, long ended, long open, long notObserved) {
    assertThat(List.of(phase.getEnded(), phase.getOpen(), phase.getNotObserved()))
        .as(phase.getPhase() + ": ended, open, not observed")
        .containsExactly(ended, open, notObserved);
    assertThat(phase.getReordered()).isZero();
  }
}
