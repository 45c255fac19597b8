package dev.straingauge.archiver.manifest;

import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.report.Manifest.ObjectFacts;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** Puts the derived objects of a run and keeps account of all of its objects. Not thread-safe. */
final class RunFiles {

  private static final long MAX_DOCUMENT_BYTES = 1024 * 1024;

  private final ObjectStore store;
  private final String folder;
  private final List<ObjectFacts> objects = new ArrayList<>();

  RunFiles(ObjectStore store, String folder) {
    this.store = store;
    this.folder = folder;
  }

  /** All objects so far; chunks are added by whoever reads them. */
  List<ObjectFacts> objects() {
    return objects;
  }

  List<ObjectFacts> sorted() {
    return objects.stream().sorted(Comparator.comparing(ObjectFacts::name)).toList();
  }

  /** A small object that is there already. */
  void listed(String name) {
    store
        .get(folder + name, MAX_DOCUMENT_BYTES)
        .ifPresent(
            bytes -> objects.add(new ObjectFacts(name, bytes.length, RecordHash.sha256(bytes))));
  }

  void put(String name, byte[] bytes) {
    store.put(folder + name, Content.of(bytes));
    objects.add(new ObjectFacts(name, bytes.length, RecordHash.sha256(bytes)));
  }

  void put(String name, Path file) throws IOException {
    store.put(folder + name, new Content.File(file));
    objects.add(new ObjectFacts(name, Files.size(file), sha256(file)));
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = RecordHash.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
