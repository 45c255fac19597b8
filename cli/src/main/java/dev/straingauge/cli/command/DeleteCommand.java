package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.read.RunAddress;
import dev.straingauge.archiver.read.RunDeletion;
import dev.straingauge.archiver.read.RunDeletion.Deleted;
import dev.straingauge.archiver.read.RunEntry;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectReader;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.S3Settings;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.stack.Stack;
import dev.straingauge.schemas.run.RunId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code delete}. */
@Command(
    name = "delete",
    description = "Delete an archived run; a tombstone stays, so that its id is not used again.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge delete quickstart/20261121074512",
      "  straingauge delete latest --yes",
      "  straingauge delete quickstart/20261121074512 --s3 https://minio:9000 --bucket runs"
    })
final class DeleteCommand extends BaseCommand {

  @Parameters(
      paramLabel = "RUN",
      description = "TEST/TIMESTAMP or an s3:// address; with --yes also what show takes.")
  String run = "";

  @Option(names = "--yes", description = "The run need not be named in full.")
  boolean yes;

  @Option(
      names = "--unfinished",
      description = "Also a run without a manifest; no archiver may be at it.")
  boolean unfinished;

  @Mixin StoreOptions store = new StoreOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) {
    Optional<RunAddress> address = RunAddress.parse(run);
    if (address.isPresent() && address.get() instanceof RunAddress.InBucket bucket) {
      try (S3ObjectStore opened =
          new S3ObjectStore(
              S3Settings.of(
                  store.settings().map(S3Settings::endpoint).orElse(null),
                  bucket.bucket(),
                  null))) {
        return delete(session, opened, bucket.keys(), bucket.run());
      }
    }
    if (address.isPresent()) {
      throw usage(
          "delete run '%s': a folder (expected its id, and --data for a folder that is not here)"
              .formatted(run));
    }
    Keys keys = new Keys(store.prefix);
    RunId id;
    try (ObjectReader reader = Archives.open(store, session)) {
      id = named(new Runs(reader, keys));
    }
    if (store.settings().isPresent()) {
      try (S3ObjectStore opened = new S3ObjectStore(store.settings().get())) {
        return delete(session, opened, keys, id);
      }
    }
    // a Kafka that is given and never used: none is started
    try (Stack stack =
            Stack.open(new Stack.Wanted(session.data(), Map.of(), Map.of(), true, null));
        S3ObjectStore opened = new S3ObjectStore(stack.s3())) {
      return delete(session, opened, keys, id);
    }
  }

  private RunId named(Runs runs) {
    RunId id = runs.resolve(run);
    String given = run.endsWith("/") ? run.substring(0, run.length() - 1) : run;
    if (!yes && !id.toString().equals(given)) {
      throw usage(
          "delete run '%s': it is %s (expected that name in full, or --yes)".formatted(run, id));
    }
    return id;
  }

  private int delete(Session session, ObjectStore opened, Keys keys, RunId id) {
    RunEntry entry = new Runs(opened, keys).entry(id);
    if (entry.state() == RunEntry.State.UNFINISHED && entry.objects() == 0) {
      throw Failure.of(
          ErrorId.RUN_UNKNOWN, "delete run '%s': nothing is there (expected a run)".formatted(id));
    }
    if (entry.state() == RunEntry.State.UNFINISHED && !unfinished) {
      throw Failure.of(
              ErrorId.RUN_UNFINISHED,
              "delete run '%s': it has no MANIFEST.json (expected a finished run)".formatted(id))
          .facts(
              List.of(
                  "%s, %s are there; an archiver may be at it"
                      .formatted(
                          Figures.count(entry.objects(), "object"), Figures.bytes(entry.bytes()))))
          .advice("straingauge delete %s --unfinished%s".formatted(id, store.words()));
    }
    Deleted deleted = RunDeletion.delete(opened, keys, entry, session.around().clock().instant());
    ObjectNode document = document();
    document.put("run", id.toString());
    document.put("objects", deleted.objects());
    document.put("bytes", deleted.bytes());
    document.put("tombstone", opened.uri(keys.run(id) + Keys.TOMBSTONE));
    session.result(
        document,
        List.of(
            "run %s is deleted: %s, %s; its id stays taken"
                .formatted(
                    id,
                    Figures.count(deleted.objects(), "object"),
                    Figures.bytes(deleted.bytes()))));
    return 0;
  }
}
