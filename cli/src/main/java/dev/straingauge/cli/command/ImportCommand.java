package dev.straingauge.cli.command;

import dev.straingauge.archiver.appmesh.MeshRuns;
import dev.straingauge.archiver.efs.EfsFolder;
import dev.straingauge.archiver.intake.Intake;
import dev.straingauge.archiver.intake.IntakeException;
import dev.straingauge.archiver.intake.IntakeSource;
import dev.straingauge.archiver.intake.IntakeTerms;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.intake.RunIntake;
import dev.straingauge.cli.stack.Stack;
import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}. */
@Command(
    name = "import",
    description = "Archive what another tool left as runs, marked as imported.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge import efs results/ --zone Europe/Berlin --driver-version 2.1.8",
      "  straingauge import appmesh s3://alice-appmeshloadtester",
      "  straingauge import appmesh loadtests/experiment_x --source-s3 http://minio:9000",
      "",
      "efs: logs and reports of the EFS CSI driver's stress framework, at any depth of the folder.",
      "appmesh: TEST/YYYYMMDDHHMMSS/{config.json,fortio.json,METRIC.csv}, in a folder or a bucket.",
      "What is archived already is not archived twice."
    })
final class ImportCommand extends BaseCommand {

  /** What is imported. */
  enum Format {
    /** The EFS framework. */
    EFS,
    /** The App Mesh load test. */
    APPMESH
  }

  @Parameters(index = "0", paramLabel = "FORMAT", description = "efs or appmesh.")
  Format format = Format.EFS;

  @Parameters(
      index = "1",
      paramLabel = "SOURCE",
      description = "A folder; for appmesh also s3://BUCKET/PREFIX.")
  String source = "";

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description =
          "Zone of local times in it, for instance Europe/Berlin or +02:00 (default: UTC).")
  String zone = "UTC";

  @Option(
      names = "--test",
      paramLabel = "NAME",
      description = "Name of the test, the first part of the run ids (default: as the files say).")
  @Nullable String test;

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      description = "Driver that was tested (default: efs.csi.aws.com, or app-mesh).")
  @Nullable String driver;

  @Option(
      names = "--driver-version",
      paramLabel = "V",
      description = "Its version (default: unknown): the files do not tell it.")
  String driverVersion = "unknown";

  @Option(
      names = "--source-s3",
      paramLabel = "URL",
      description = "S3 server of an s3:// source (default: that of --s3, else AWS).")
  @Nullable String sourceS3;

  @Mixin StoreOptions store = new StoreOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) throws IOException {
    IntakeTerms terms = terms();
    Path folder = session.around().folder().resolve(source).normalize();
    ImportResult result = new ImportResult(document().put("zone", terms.zone().getId()));
    if (format == Format.EFS) {
      take(session, EfsFolder.read(folder, terms), result);
    } else {
      try (MeshPlace place = MeshPlace.of(source, folder, sourceS3, store)) {
        take(session, MeshRuns.read(place.reader(), place.prefix(), terms), result);
      }
    }
    session.result(result.document(), result.lines());
    return result.document().path("exitCode").asInt();
  }

  private IntakeTerms terms() {
    ZoneId of;
    try {
      of = ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw usage(
          "read option '--zone': '%s'%s (expected a zone like Europe/Berlin or +02:00)"
              .formatted(zone, hint(zone)));
    }
    if (test != null && !RunId.isTestName(test)) {
      throw usage(
          "read option '--test': '%s' (expected letters, digits, '_' and '-', at most 40)"
              .formatted(test));
    }
    String tested = driver != null ? driver : format == Format.EFS ? "efs.csi.aws.com" : "app-mesh";
    return new IntakeTerms(of, Optional.ofNullable(test), tested, driverVersion, Version.own());
  }

  /** The zone that is spelt most alike; its region may be left out: Berlin is Europe/Berlin. */
  private static String hint(String zone) {
    TreeMap<String, String> zones = new TreeMap<>();
    for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      zones.put(id, id);
      if (!id.startsWith("Etc/") && !id.startsWith("SystemV/")) {
        zones.putIfAbsent(id.substring(id.lastIndexOf('/') + 1), id);
      }
    }
    return NearestName.of(zone, zones.navigableKeySet())
        .map(name -> " (did you mean '%s'?)".formatted(zones.get(name)))
        .orElse("");
  }

  private void take(Session session, IntakeSource found, ImportResult result) throws IOException {
    Keys keys = new Keys(store.prefix);
    if (store.settings().isPresent()) {
      try (S3ObjectStore opened = new S3ObjectStore(store.settings().get())) {
        take(opened, keys, found, result);
      }
    } else {
      // a Kafka that is given and never used: none is started
      try (Stack stack =
              Stack.open(new Stack.Wanted(session.data(), Map.of(), Map.of(), true, null));
          S3ObjectStore opened = new S3ObjectStore(stack.s3())) {
        take(opened, keys, found, result);
      }
    }
    found.leftOut().forEach(result::leftOut);
    for (IntakeException problem : found.problems()) {
      Failure failure = Failures.of(problem);
      session.terminal().lines(failure.lines().stream().map(session.errStyle()::plain).toList());
      Session.failed(failure, result.document());
      result.problem();
    }
  }

  private static void take(ObjectStore opened, Keys keys, IntakeSource found, ImportResult result)
      throws IOException {
    Path temp = Files.createTempDirectory("straingauge-import");
    try {
      RunIntake intake = new RunIntake(new Intake(opened, keys, temp, Version.own()));
      found.forEach(run -> result.add(run, intake.take(run)));
    } finally {
      Files.deleteIfExists(temp);
    }
  }
}
