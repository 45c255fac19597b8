package dev.straingauge.cli.command;

import dev.straingauge.archiver.read.RunAddress;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.FolderObjectStore;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectAdder;
import dev.straingauge.archiver.store.ObjectReader;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.S3Settings;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.schemas.run.RunId;
import java.util.Optional;
import java.util.function.Function;

/** Opens the archive that is meant. */
final class Archives {

  private Archives() {}

  /**
   * Does something with an archived run.
   *
   * @param run as the user names it: an id, {@code latest}, or an address
   */
  static <T> T withRun(
      String run, StoreOptions options, Session session, Function<RunArchive, T> work) {
    Optional<RunAddress> address = RunAddress.parse(run);
    Keys keys =
        address.isEmpty()
            ? new Keys(options.prefix)
            : address.get() instanceof RunAddress.InBucket bucket ? bucket.keys() : new Keys("");
    try (ObjectReader reader =
        address.isPresent() ? open(address.get(), options) : open(options, session)) {
      Runs runs = new Runs(reader, keys);
      RunId id = address.isPresent() ? address.get().run() : runs.resolve(run);
      return work.apply(
          runs.open(id)
              .orElseThrow(
                  () ->
                      unopened(
                          runs,
                          id,
                          Failure.of(
                                  ErrorId.RUN_UNFINISHED,
                                  "open run '%s': no MANIFEST.json (expected one, written last)"
                                      .formatted(id))
                              .advice("straingauge list"))));
    }
  }

  /** Why a run without a manifest cannot be opened: it was deleted, or what is said otherwise. */
  static Failure unopened(Runs runs, RunId id, Failure otherwise) {
    return runs.deleted(id)
        .map(
            tombstone ->
                Failure.of(
                    ErrorId.RUN_DELETED,
                    "open run '%s': it was deleted at %s".formatted(id, tombstone.deletedAt())))
        .orElse(otherwise);
  }

  /** The named S3, else the folder of the embedded one, which need not run. */
  static ObjectAdder open(StoreOptions options, Session session) {
    Optional<S3Settings> s3 = options.settings();
    return s3.isPresent() ? new S3ObjectStore(s3.get()) : Documents.folder(session.data());
  }

  /** The store of a run that is named by where it is. */
  static ObjectAdder open(RunAddress address, StoreOptions options) {
    return switch (address) {
      case RunAddress.InFolder folder -> new FolderObjectStore(folder.root());
      case RunAddress.InBucket bucket ->
          new S3ObjectStore(
              S3Settings.of(
                  options.settings().map(S3Settings::endpoint).orElse(null),
                  bucket.bucket(),
                  null));
    };
  }
}
