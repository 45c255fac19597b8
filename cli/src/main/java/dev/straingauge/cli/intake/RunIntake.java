package dev.straingauge.cli.intake;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.archiver.intake.ChunkSink;
import dev.straingauge.archiver.intake.ImportedRun;
import dev.straingauge.archiver.intake.Intake;
import dev.straingauge.archiver.intake.IntakeException;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.cli.replay.RunFold;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.topic.Topic;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Archives an imported run as one of Straingauge is: its events go through the same analysis, and
 * its results into the same objects. Not thread-safe.
 */
public final class RunIntake {

  private final Intake intake;
  private final Codec codec = new Codec();

  public RunIntake(Intake intake) {
    this.intake = intake;
  }

  /**
   * What became of a run.
   *
   * @param place where it is
   * @param manifest of a run that was archived now; empty: it was there, or was deleted
   */
  public record Outcome(Intake.Place place, Optional<Manifest> manifest) {}

  /**
   * Archives a run, unless it is there.
   *
   * @throws IntakeException if the analysis does not take its events
   * @throws dev.straingauge.archiver.store.StoreException if the store fails
   */
  public Outcome take(ImportedRun run) {
    Intake.Place place = intake.place(run);
    if (place.state() != Intake.State.FREE) {
      return new Outcome(place, Optional.empty());
    }
    ChunkSink chunks = intake.chunks(run, place);
    Results results = new Results(chunks);
    RunFold fold = new RunFold(results, started -> {});
    run.script()
        .forEach(
            event -> {
              chunks.accept(Topic.EVENTS, codec.encode(event));
              fold.accept(event);
            });
    if (!fold.refused().isEmpty() || !results.problem.isEmpty()) {
      throw IntakeException.invalid(
          "import run '%s': the analysis does not take its events: %s"
              .formatted(run.id(), fold.refused().isEmpty() ? results.problem : fold.refused()));
    }
    return new Outcome(place, Optional.of(intake.finish(run, place, chunks)));
  }

  private final class Results implements Outputs {

    private final ChunkSink chunks;
    private String problem = "";

    Results(ChunkSink chunks) {
      this.chunks = chunks;
    }

    @Override
    public void emit(Topic topic, SpecificRecord result) {
      chunks.accept(topic, codec.encode(result));
    }

    @Override
    public void deadLetter(Fate fate, String detail) {
      problem = detail;
    }
  }
}
