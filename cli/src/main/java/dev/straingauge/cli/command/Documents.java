package dev.straingauge.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.report.SummaryJson;
import dev.straingauge.archiver.store.FolderObjectStore;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.cli.embedded.DataFolder;
import dev.straingauge.cli.embedded.EmbeddedS3;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.schemas.run.RunId;
import java.nio.file.Path;

/** The document of an archived run, the same for {@code run} and {@code show}. */
final class Documents {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private Documents() {}

  /**
   * Reads it.
   *
   * @throws Failure RUN_UNFINISHED if the run has no summary, ARCHIVE_CORRUPT if it is no JSON
   */
  static ObjectNode of(RunArchive archive) {
    RunId run = archive.manifest().owner().run();
    String text =
        archive
            .summary()
            .orElseThrow(
                () ->
                    Failure.of(
                        ErrorId.RUN_UNFINISHED,
                        "show run '%s': it was archived without a summary (expected one of the analysis)"
                            .formatted(run)));
    try {
      if (JSON.readTree(text) instanceof ObjectNode document) {
        return known(run, document);
      }
    } catch (JsonProcessingException e) {
      throw corrupt(run).cause(e);
    }
    throw corrupt(run);
  }

  /** Says in the document in which local folder the run is. */
  static ObjectNode inFolder(ObjectNode document, Path dataAsGiven, String keyPrefix) {
    String run = document.path("archive").path("archivedAs").asText();
    String key = new Keys(keyPrefix).prefix() + run;
    Path folder = DataFolder.s3(dataAsGiven).resolve(EmbeddedS3.BUCKET).resolve(key);
    document.withObject("archive").put("folder", folder + "/");
    return document;
  }

  /** The runs of the embedded S3 of a data folder, read without it. */
  static FolderObjectStore folder(Path data) {
    return new FolderObjectStore(DataFolder.s3(data).resolve(EmbeddedS3.BUCKET));
  }

  private static ObjectNode known(RunId run, ObjectNode document) {
    String schema = document.path("schema").asText();
    if (schema.equals(SummaryJson.SCHEMA)) {
      return document;
    }
    throw Failure.of(
        ErrorId.ARCHIVE_NEWER,
        "read report.json of run '%s': schema '%s' (expected %s)"
            .formatted(
                run, schema.substring(0, Math.min(80, schema.length())), SummaryJson.SCHEMA));
  }

  private static Failure corrupt(RunId run) {
    return Failure.of(
        ErrorId.ARCHIVE_CORRUPT, "show run '%s': its report.json is no JSON object".formatted(run));
  }
}
