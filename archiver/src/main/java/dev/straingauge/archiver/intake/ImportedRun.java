package dev.straingauge.archiver.intake;

import dev.straingauge.schemas.run.RunId;
import java.util.List;

/**
 * A run of another tool, ready to be archived.
 *
 * @param id the id that it wants
 * @param format of what it was read from: {@code efs}, {@code appmesh}
 * @param nonce SHA-256 over what it was read from: the same content is the same run
 * @param script its events
 * @param sources files that it was read from
 * @param notes what a reader should know: what was mapped, left out, or could not be told
 * @param differences where its own report says otherwise than its log; the log holds
 */
public record ImportedRun(
    RunId id,
    String format,
    String nonce,
    EventScript script,
    List<String> sources,
    List<String> notes,
    List<String> differences) {

  public ImportedRun {
    sources = List.copyOf(sources);
    notes = List.copyOf(notes);
    differences = List.copyOf(differences);
  }
}
