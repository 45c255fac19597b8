package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.ArchivedRun;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectReader;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;

/** Reads back what was archived. */
final class RunResults {

  private RunResults() {}

  static ObjectNode document(ObjectReader store, Keys keys, ArchivedRun archived) {
    return new Runs(store, keys)
        .open(archived.archivedAs())
        .map(Documents::of)
        .orElseThrow(
            () ->
                Failure.of(
                    ErrorId.ARCHIVE_CORRUPT,
                    "read run '%s': no MANIFEST.json (expected the one just written)"
                        .formatted(archived.archivedAs())));
  }
}
