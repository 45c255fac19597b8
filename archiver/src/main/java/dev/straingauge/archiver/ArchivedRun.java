package dev.straingauge.archiver;

import dev.straingauge.schemas.run.RunId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A run that is archived: its manifest is written.
 *
 * @param run run id in Kafka
 * @param archivedAs name in the archive; another one when the folder of the run id was taken by
 *     another run
 * @param uri its folder
 * @param objects number of objects, the manifest included
 * @param bytes their size, the manifest aside
 * @param hashes per topic name the hash of contract §8
 * @param complete whether every record is there and B6 balances
 * @param reason why not; empty when complete
 */
public record ArchivedRun(
    RunId run,
    RunId archivedAs,
    String uri,
    int objects,
    long bytes,
    Map<String, String> hashes,
    boolean complete,
    String reason) {

  public ArchivedRun {
    hashes = Collections.unmodifiableMap(new LinkedHashMap<>(hashes));
  }
}
