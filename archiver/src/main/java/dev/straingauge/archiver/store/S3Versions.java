package dev.straingauge.archiver.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Entity tags of many objects by listings that begin right before the next wanted key and go on up
 * to the last one; from the beginning, where a server does not know how to begin elsewhere.
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
          client.listObjectsV2(request(prefix).startAfter(after).build());
      if (!listed.contents().isEmpty()
          && listed.contents().getFirst().key().compareTo(after) <= 0) {
        addAll(prefix, wanted, versions); // a server that does not know start-after
        return;
      }
      after = take(listed, wanted, versions, after);
      if (!Boolean.TRUE.equals(listed.isTruncated()) || listed.contents().isEmpty()) {
        return;
      }
      wanted.headSet(after, true).clear();
    }
  }

  /** From the beginning to the last wanted key. */
  private void addAll(String prefix, NavigableSet<String> wanted, Map<String, String> versions) {
    @Nullable String token = null;
    String after = "";
    do {
      ListObjectsV2Response listed =
          client.listObjectsV2(request(prefix).continuationToken(token).build());
      String last = take(listed, wanted, versions, after);
      token = Boolean.TRUE.equals(listed.isTruncated()) ? listed.nextContinuationToken() : null;
      if (token != null && last.compareTo(after) <= 0) {
        throw SdkClientException.create(
            "the listing of '%s' does not go on behind '%s'".formatted(prefix, after));
      }
      after = last;
    } while (token != null && after.compareTo(wanted.getLast()) < 0);
  }

  private ListObjectsV2Request.Builder request(String prefix) {
    return ListObjectsV2Request.builder().bucket(bucket).prefix(prefix).maxKeys(page);
  }

  /** Takes what is wanted; gives the last key, or {@code none} of an empty listing. */
  private static String take(
      ListObjectsV2Response listed,
      NavigableSet<String> wanted,
      Map<String, String> versions,
      String none) {
    String last = none;
    for (S3Object object : listed.contents()) {
      last = object.key();
      if (wanted.contains(last)) {
        versions.put(last, String.valueOf(object.eTag()) + "-" + object.size());
      }
    }
    return last;
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
