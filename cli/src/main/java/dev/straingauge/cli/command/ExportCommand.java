package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.appmesh.MeshExport;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.FolderObjectStore;
import dev.straingauge.archiver.store.ObjectAdder;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.embedded.IoCauses;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.schemas.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export}. */
@Command(
    name = "export",
    description = "Write an archived run in the layout of another tool.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge export appmesh latest data/",
      "  straingauge export appmesh block-churn/20261121074512 s3://alice-appmeshloadtester",
      "",
      "appmesh: TEST/YYYYMMDDHHMMSS/{config.json,fortio.json,METRIC.csv}; nothing is overwritten."
    })
final class ExportCommand extends BaseCommand {

  /** Whose layout. */
  enum Format {
    /** The App Mesh load test's. */
    APPMESH
  }

  @Parameters(index = "0", paramLabel = "FORMAT", description = "appmesh.")
  Format format = Format.APPMESH;

  @Parameters(
      index = "1",
      paramLabel = "RUN",
      description = "An archived run, as in show: TEST/TIMESTAMP, latest, latest~N, an address.")
  String run = "";

  @Parameters(
      index = "2",
      paramLabel = "TARGET",
      description = "A folder, which is made, or s3://BUCKET/PREFIX.")
  String target = "";

  @Option(
      names = "--target-s3",
      paramLabel = "URL",
      description = "S3 server of an s3:// target (default: that of --s3, else AWS).")
  @Nullable String targetS3;

  @Mixin StoreOptions store = new StoreOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) {
    return Archives.withRun(run, store, session, archive -> export(session, archive));
  }

  private int export(Session session, RunArchive archive) {
    RunId id = archive.manifest().archivedAs();
    Map<String, byte[]> files = MeshExport.files(archive);
    try (MeshPlace place = place(session)) {
      String folder = place.prefix() + id + "/";
      ObjectAdder there = place.reader();
      if (!there.list(folder).isEmpty()) {
        throw exists(id, there.uri(folder), store.where(session));
      }
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        String key = folder + file.getKey();
        if (!there.putIfAbsent(key, Content.of(file.getValue()), new TreeMap<>())
            && !isThere(there, key, file.getValue())) {
          throw exists(id, there.uri(key), store.where(session)); // somebody was faster
        }
      }
      tell(session, id, there.uri(folder), files);
    }
    return 0;
  }

  /** A put whose answer was lost is sent again, and refused by itself. */
  private static boolean isThere(ObjectAdder there, String key, byte[] content) {
    return there.head(key).filter(object -> object.bytes() == content.length).isPresent()
        && there.get(key, content.length).filter(b -> Arrays.equals(b, content)).isPresent();
  }

  private Failure exists(RunId id, String uri, String where) {
    return Failure.of(
            ErrorId.EXPORT_EXISTS,
            "export run '%s' to '%s': something is there (expected nothing: no file is overwritten)"
                .formatted(id, uri))
        .advice(
            "straingauge export appmesh %s %s%s%s"
                .formatted(
                    id,
                    target.startsWith("s3://") ? "s3://BUCKET/OTHER-PREFIX" : "OTHER-FOLDER",
                    targetS3 == null ? "" : " --target-s3 " + targetS3,
                    where));
  }

  private MeshPlace place(Session session) {
    if (target.startsWith("s3://")) {
      return MeshPlace.bucket(target, targetS3, store);
    }
    Path folder = session.around().folder().resolve(target).normalize();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw Failure.of(
              ErrorId.DATA_UNWRITABLE,
              "export run '%s' to '%s': %s (expected a folder that can be made)"
                  .formatted(run, folder, IoCauses.words(e)))
          .cause(e);
    }
    return new MeshPlace(new FolderObjectStore(folder), "");
  }

  private void tell(Session session, RunId id, String uri, Map<String, byte[]> files) {
    ObjectNode document = document();
    document.put("run", id.toString());
    document.put("format", "appmesh");
    document.put("target", uri);
    ArrayNode list = document.putArray("files");
    List<String> lines = new ArrayList<>();
    lines.add("✓ %s   %s in %s".formatted(id, Figures.count(files.size(), "file"), uri));
    files.forEach(
        (name, content) -> {
          list.addObject().put("name", name).put("bytes", content.length);
          lines.add("    %s   %s".formatted(name, Figures.bytes(content.length)));
        });
    session.result(document, lines);
  }
}
