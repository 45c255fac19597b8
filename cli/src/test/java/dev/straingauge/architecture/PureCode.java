package dev.straingauge.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;

/**
 * What code must not touch whose results have to be equal on every machine and in every run
 * (contract D6, P3, K19).
 */
final class PureCode {

  /** Folds, scenarios, load shapes, the simulator, the sketch and the estimators. */
  static final String[] PACKAGES = {
    "dev.straingauge.analyzer.fold..",
    "dev.straingauge.analyzer.ledger..",
    "dev.straingauge.analyzer.rules..",
    "dev.straingauge.analyzer.state..",
    "dev.straingauge.producer.scenario..",
    "dev.straingauge.producer.load..",
    "dev.straingauge.producer.cluster",
    "dev.straingauge.producer.cluster.simulated..",
    "dev.straingauge.schemas.sketch..",
    "dev.straingauge.schemas.survival.."
  };

  private static final Set<String> METHODS =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.System.identityHashCode",
          "java.lang.Math.log",
          "java.lang.Math.log10",
          "java.lang.Math.log1p",
          "java.lang.Math.exp",
          "java.lang.Math.expm1",
          "java.lang.Math.pow",
          "java.lang.Math.random",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZoneId.systemDefault",
          "java.util.Locale.getDefault",
          "java.util.UUID.randomUUID",
          "java.util.Set.of",
          "java.util.Set.copyOf",
          "java.util.Map.of",
          "java.util.Map.copyOf",
          "java.util.Map.ofEntries",
          "java.util.stream.Collectors.toUnmodifiableSet",
          "java.util.stream.Collectors.toUnmodifiableMap",
          "java.util.Collection.parallelStream",
          "java.util.random.RandomGenerator.nextGaussian",
          "java.util.random.RandomGenerator.nextExponential",
          "java.util.random.RandomGenerator.getDefault");

  /** Calls that differ between machines, runs or moments. */
  static final DescribedPredicate<JavaAccess<?>> BANNED =
      DescribedPredicate.describe(
          "a clock, unseeded chance, an order that differs in each JVM, or arithmetic that differs"
              + " between CPUs",
          access -> METHODS.contains(access.getTargetOwner().getName() + "." + access.getName()));

  /** Types of threads, clocks, chance and I/O. */
  static final DescribedPredicate<JavaClass> BANNED_TYPES =
      DescribedPredicate.describe(
          "threads, locks, executors, clocks, chance or I/O",
          type ->
              type.getPackageName().startsWith("java.util.concurrent")
                  || type.getPackageName().startsWith("java.nio.file")
                  || type.getPackageName().startsWith("java.net")
                  || Set.of(
                          "java.lang.Thread",
                          "java.time.Clock",
                          "java.time.InstantSource",
                          "java.util.Random",
                          "java.security.SecureRandom",
                          "java.util.IdentityHashMap",
                          "java.util.Timer",
                          "java.io.File",
                          "java.io.FileInputStream",
                          "java.io.FileOutputStream")
                      .contains(type.getName()));

  private PureCode() {}
}
