package dev.straingauge.cli.command;

import dev.straingauge.archiver.read.RunAddress;
import dev.straingauge.archiver.store.FolderObjectStore;
import dev.straingauge.archiver.store.ObjectReader;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.S3Settings;
import java.util.Optional;

/** Opens the archive that is meant. */
final class Archives {

  private Archives() {}

  /** The named S3, else the folder of the embedded one, which need not run. */
  static ObjectReader open(StoreOptions options, Session session) {
    Optional<S3Settings> s3 = options.settings();
    return s3.isPresent() ? new S3ObjectStore(s3.get()) : Documents.folder(session.data());
  }

  /** The store of a run that is named by where it is. */
  static ObjectReader open(RunAddress address, StoreOptions options) {
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
