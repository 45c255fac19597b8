package dev.straingauge.cli.replay;

import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.FolderObjectStore;
import dev.straingauge.archiver.store.Keys;
import java.nio.file.Path;

/** The golden logs: archived runs that are kept with the tests. */
final class Golden {

  /** Where they are, in the sources: a renewal writes there. */
  static final Path FOLDER = Path.of("src/test/resources/golden");

  private Golden() {}

  static RunArchive open(String test) {
    return open(FOLDER, test);
  }

  static RunArchive open(Path folder, String test) {
    Runs runs = new Runs(new FolderObjectStore(folder), new Keys(""));
    return runs.open(runs.resolve(test)).orElseThrow();
  }
}
