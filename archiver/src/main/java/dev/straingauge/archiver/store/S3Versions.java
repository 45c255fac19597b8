package dev.straingauge.archiver.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Entity tags of many objects by listings that begin right before the next wanted key and go on up
 * to the last one.
 */
final class S3Versions {

  /** What a listing gives at most, and no more whatever one asks for. */
  static final int PAGE = 1_000;

  private final S3Client client;
  private final String bucket;
  private final int page;

  S3Versions(S3Client client, String bucket, int page) {
    this.client = client;
    this.bucket = bucket;
    this.page = page;
  }

  /** By key; without those that are not there. */
  Map<String, String> of(Collection<String> keys) {
    Map<String, TreeSet<String>> together = new TreeMap<>();
    for (String key : keys) {
      together.computeIfAbsent(around(Keys.requireSafe(key)), any -> new TreeSet<>()).add(key);
    }
    Map<String, String> versions = new HashMap<>();
    together.forEach((prefix, wanted) -> add(prefix, wanted, versions));
    return versions;
  }

  private void add(String prefix, NavigableSet<String> wanted, Map<String, String> versions) {
    String after = "";
    while (!wanted.isEmpty()) {
      String before = before(wanted.getFirst());
      after = before.compareTo(after) > 0 ? before : after;
      ListObjectsV2Response listed =
          client.listObjectsV2(
              ListObjectsV2Request.builder()
                  .bucket(bucket)
                  .prefix(prefix)
                  .startAfter(after)
                  .maxKeys(page)
                  .build());
      for (S3Object object : listed.contents()) {
        after = object.key();
        if (wanted.contains(after)) {
          versions.put(after, String.valueOf(object.eTag()) + "-" + object.size());
        }
      }
      if (!Boolean.TRUE.equals(listed.isTruncated()) || listed.contents().isEmpty()) {
        return;
      }
      wanted.headSet(after, true).clear();
    }
  }

  /** Keys of runs of one test stand together. */
  private static String around(String key) {
    int parent = key.lastIndexOf('/');
    return parent <= 0 ? "" : key.substring(0, key.lastIndexOf('/', parent - 1) + 1);
  }

  /** A text that sorts before the key, with nothing between that is wanted. */
  private static String before(String key) {
    return key.substring(0, key.length() - 1);
  }
}
