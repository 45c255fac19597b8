package dev.straingauge.archiver.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Response;

/**
 * A bucket of an S3-compatible server. Each request is repeated a few times with growing pauses
 * before it fails.
 */
public final class S3ObjectStore implements ObjectStore {

  private static final int CONFLICT_ATTEMPTS = 10;

  private final S3Client client;
  private final S3Settings settings;
  private final S3Errors errors;

  public S3ObjectStore(S3Settings settings) {
    this.settings = settings;
    client = S3Clients.create(settings);
    errors = new S3Errors(settings);
  }

  /**
   * Makes the bucket if it is missing.
   *
   * @throws StoreException if the store fails
   */
  public void createBucket() {
    attempt(
        "create bucket",
        "",
        "s3:CreateBucket",
        () -> {
          try {
            return client.createBucket(b -> b.bucket(settings.bucket()));
          } catch (S3Exception e) {
            if (e.statusCode() == 409) {
              return e; // it is there
            }
            throw e;
          }
        });
  }

  @Override
  public boolean putIfAbsent(String key, Content content, SortedMap<String, String> metadata) {
    PutObjectRequest request = request(key).metadata(metadata).ifNoneMatch("*").build();
    return attempt(
        "write to",
        key,
        "s3:PutObject",
        () -> {
          for (int attempt = 1; ; attempt++) {
            try {
              client.putObject(request, body(content));
              return true;
            } catch (S3Exception e) {
              if (e.statusCode() == 412) {
                return false;
              }
              if (e.statusCode() != 409 || attempt == CONFLICT_ATTEMPTS) {
                throw e; // 409: another conditional put of this key is under way
              }
            }
          }
        });
  }

  @Override
  public void put(String key, Content content) {
    PutObjectRequest request = request(key).build();
    attempt("write to", key, "s3:PutObject", () -> client.putObject(request, body(content)));
  }

  @Override
  public void delete(String key) {
    attempt(
        "delete",
        key,
        "s3:DeleteObject",
        () -> client.deleteObject(b -> b.bucket(settings.bucket()).key(Keys.requireSafe(key))));
  }

  @Override
  public Optional<byte[]> get(String key, long maxBytes) {
    return attempt(
        "read",
        key,
        "s3:GetObject",
        () -> {
          try (ResponseInputStream<GetObjectResponse> in =
              client.getObject(b -> b.bucket(settings.bucket()).key(Keys.requireSafe(key)))) {
            Long length = in.response().contentLength();
            byte[] bytes = Limited.read(in, length == null ? -1 : length, maxBytes, uri(key));
            requireWhole(key, bytes.length, in.response(), length);
            return Optional.of(bytes);
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          } catch (IOException e) {
            throw errors.unreachable("read", key, e);
          }
        });
  }

  @Override
  public boolean copy(String key, OutputStream out) {
    return attempt(
        "read",
        key,
        "s3:GetObject",
        () -> {
          try (ResponseInputStream<GetObjectResponse> in =
              client.getObject(b -> b.bucket(settings.bucket()).key(Keys.requireSafe(key)))) {
            long bytes = in.transferTo(out);
            requireWhole(key, bytes, in.response(), in.response().contentLength());
            return true;
          } catch (NoSuchKeyException e) {
            return false;
          } catch (IOException e) {
            throw errors.unreachable("read", key, e);
          }
        });
  }

  @Override
  public Optional<StoredObject> head(String key) {
    return attempt(
        "read",
        key,
        "s3:GetObject",
        () -> {
          try {
            var head =
                client.headObject(b -> b.bucket(settings.bucket()).key(Keys.requireSafe(key)));
            Long length = head.contentLength();
            requireWhole(key, length == null ? 0 : length, head, length);
            return Optional.of(
                new StoredObject(key, length == null ? 0 : length, new TreeMap<>(head.metadata())));
          } catch (S3Exception e) {
            if (e.statusCode() == 404) {
              requireBucket(key);
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  /** An answer to HEAD has no text: what is not there may be the object or the bucket. */
  private void requireBucket(String key) {
    try {
      client.headBucket(b -> b.bucket(settings.bucket()));
    } catch (S3Exception e) {
      throw e.statusCode() == 404 ? errors.bucketMissing("read", key, e) : e;
    }
  }

  @Override
  public List<StoredObject> list(String prefix) {
    return attempt(
        "list",
        prefix,
        "s3:ListBucket",
        () -> {
          List<StoredObject> found = new ArrayList<>();
          ListObjectsV2Request request =
              ListObjectsV2Request.builder().bucket(settings.bucket()).prefix(prefix).build();
          for (var page : client.listObjectsV2Paginator(request)) {
            page.contents()
                .forEach(o -> found.add(new StoredObject(o.key(), o.size(), new TreeMap<>())));
          }
          return found;
        });
  }

  @Override
  public List<String> folders(String prefix) {
    return attempt(
        "list",
        prefix,
        "s3:ListBucket",
        () -> {
          TreeSet<String> found = new TreeSet<>();
          ListObjectsV2Request request =
              ListObjectsV2Request.builder()
                  .bucket(settings.bucket())
                  .prefix(prefix)
                  .delimiter("/")
                  .build();
          for (var page : client.listObjectsV2Paginator(request)) {
            page.commonPrefixes()
                .forEach(
                    p -> found.add(p.prefix().substring(prefix.length(), p.prefix().length() - 1)));
          }
          return List.copyOf(found);
        });
  }

  @Override
  public Map<String, String> versions(Collection<String> keys) {
    return versions(keys, S3Versions.PAGE);
  }

  /** With so many objects a listing at most. */
  Map<String, String> versions(Collection<String> keys, int page) {
    return attempt(
        "list",
        keys.isEmpty() ? "" : keys.iterator().next(),
        "s3:ListBucket",
        () -> new S3Versions(client, settings.bucket(), page).of(keys));
  }

  @Override
  public boolean check(String prefix) {
    byte[] random = new byte[12];
    ThreadLocalRandom.current().nextBytes(random);
    return new S3Check(this, prefix + "_probe/" + HexFormat.of().formatHex(random)).run();
  }

  @Override
  public String uri(String key) {
    return "s3://" + settings.bucket() + "/" + key;
  }

  @Override
  public void close() {
    client.close();
  }

  private <T> T attempt(String verb, String key, String permission, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException e) {
      throw errors.of(verb, key, permission, e);
    }
  }

  private PutObjectRequest.Builder request(String key) {
    return PutObjectRequest.builder().bucket(settings.bucket()).key(Keys.requireSafe(key));
  }

  /**
   * The HTTP client takes an answer that breaks off, in its headers or behind them, for a whole
   * one. Every answer says its length, unless it comes in chunks, which have an end of their own.
   */
  private void requireWhole(String key, long bytes, S3Response answer, @Nullable Long announced) {
    boolean chunked = answer.sdkHttpResponse().firstMatchingHeader("Transfer-Encoding").isPresent();
    if (announced == null ? !chunked : bytes != announced) {
      throw errors.unreachable(
          "read", key, new EOFException("the answer broke off after %,d bytes".formatted(bytes)));
    }
  }

  private static RequestBody body(Content content) {
    return switch (content) {
      case Content.File file -> RequestBody.fromFile(file.path());
      case Content.Bytes inMemory ->
          RequestBody.fromContentProvider(
              ContentStreamProvider.fromByteArrayUnsafe(inMemory.bytes()),
              inMemory.bytes().length,
              "application/octet-stream");
    };
  }

  /** Bounded reading. */
  static final class Limited {
    private Limited() {}

    static byte[] read(InputStream in, long announced, long maxBytes, String what)
        throws IOException {
      if (announced <= maxBytes) {
        byte[] bytes = in.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8L));
        if (bytes.length <= maxBytes) {
          return bytes;
        }
      }
      throw new StoreException(
          StoreException.CORRUPT,
          "read '%s': larger than %,d bytes (expected no such size)".formatted(what, maxBytes),
          List.of(),
          null);
    }
  }
}
