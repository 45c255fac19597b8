package dev.straingauge.archiver.store;

import dev.straingauge.schemas.run.RunId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Layout of the bucket. With the prefix {@code lab/}:
 *
 * <pre>
 * lab/efs-soak/20261121074512/metadata.json            the claim, first
 * lab/efs-soak/20261121074512/MANIFEST.json            what belongs to the run, last
 * lab/efs-soak/20261121074512/DELETED.json             instead of the manifest: the run was deleted
 * lab/_open/CLUSTER-ID/3/efs-soak.20261121074512       the run is not finished
 * lab/_notes/efs-soak/000001.json                      what somebody said about runs of the test
 * lab/_index/metrics-1/efs-soak/202611                 runs of a month in short: derived, may be deleted
 * lab/_store                                           a random name, by which the store is known again
 * </pre>
 *
 * @param prefix empty, or ending in {@code /}
 */
public record Keys(String prefix) {

  /** First object of a run. */
  public static final String METADATA = "metadata.json";

  /** Last object of a run. */
  public static final String MANIFEST = "MANIFEST.json";

  /** Says that the run was deleted: its id stays taken. */
  public static final String TOMBSTONE = "DELETED.json";

  /** The summary in our schema. */
  public static final String REPORT = "report.json";

  /** The same as a page. */
  public static final String PAGE = "report.html";

  /** The effective configuration. */
  public static final String CONFIG = "config.json";

  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9 ._:-]{0,199}");

  private static final String OPEN = "_open/";
  private static final String STORE = "_store";
  private static final String NOTES = "_notes/";
  private static final String INDEX = "_index/";

  /**
   * @throws IllegalArgumentException if the prefix has an empty, {@code .} or {@code ..} part
   */
  public Keys {
    prefix = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    if (!prefix.isEmpty()) {
      requireSafe(prefix.substring(0, prefix.length() - 1));
    }
  }

  /** Folder of a run, ending in {@code /}. */
  public String run(RunId run) {
    return prefix + run + "/";
  }

  /** Marker of an unfinished run. */
  public String open(String clusterId, int partition, RunId run) {
    return requireSafe(openFolder(clusterId, partition) + run.labelValue());
  }

  /** Object that names this store. */
  public String store() {
    return prefix + STORE;
  }

  /** Folder of what was said about the runs of a test. */
  public String notes(String testName) {
    return prefix + NOTES + testName + "/";
  }

  /**
   * An object of the index.
   *
   * @param form what is kept in it, and how
   * @param shard which runs
   */
  public String index(String form, String shard) {
    return requireSafe(prefix + INDEX + form + "/" + shard);
  }

  /** Folder of the markers of a partition. */
  public String openFolder(String clusterId, int partition) {
    return prefix + OPEN + clusterId + "/" + partition + "/";
  }

  /** The run that a marker's name (its last part) stands for. */
  public static Optional<RunId> runOfMarker(String name) {
    int dot = name.lastIndexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(new RunId(name.substring(0, dot), name.substring(dot + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether it is the plain name of a file, as artifacts of a run have it; metrics may have {@code
   * :}.
   */
  public static boolean isFileName(String name) {
    return FILE_NAME.matcher(name).matches();
  }

  /**
   * {@code key} itself.
   *
   * @throws IllegalArgumentException if it could leave its folder: an empty, {@code .} or {@code
   *     ..} part, a backslash or a control character
   */
  public static String requireSafe(String key) {
    boolean bad =
        key.isEmpty()
            || key.length() > 1024
            || key.indexOf('\\') >= 0
            || key.chars().anyMatch(c -> c < ' ');
    for (String part : key.split("/", -1)) {
      bad |= part.isEmpty() || part.equals(".") || part.equals("..");
    }
    if (bad) {
      throw new IllegalArgumentException(
          "use object key '%s': not allowed (expected plain parts between '/')".formatted(key));
    }
    return key;
  }
}
