package dev.straingauge.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Holds the code to the picture in docs/architecture.md: arrows between modules, the rooms, the
 * homes of libraries.
 */
class ArchitectureTest {

  private static final String BASE = "dev.straingauge.";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.straingauge");
  private static final ArchitecturePage PAGE = ArchitecturePage.read();

  @Test
  void modulesImportWhatThePictureSaysAndNothingElse() {
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (JavaClass type : CLASSES) {
      String from = moduleOf(type);
      arrows.computeIfAbsent(from, key -> new TreeSet<>());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass();
        if (target.getPackageName().startsWith(BASE) && !moduleOf(target).equals(from)) {
          arrows.get(from).add(moduleOf(target));
        }
      }
    }
    assertThat(arrows).isEqualTo(PAGE.arrows());
  }

  @Test
  void everyPackageIsARoomOnThePageAndTheOtherWayRound() {
    Set<String> packages = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      packages.add(type.getPackageName().substring(BASE.length()));
    }
    assertThat(packages).isEqualTo(PAGE.rooms().keySet());
  }

  @Test
  void aLibraryIsUsedOnlyInItsHomes() {
    Map<String, Set<String>> found = new TreeMap<>();
    for (JavaClass type : CLASSES) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        PAGE.libraryOf(dependency.getTargetClass().getName())
            .filter(
                library -> !PAGE.isHome(library, type.getPackageName().substring(BASE.length())))
            .ifPresent(
                library ->
                    found.computeIfAbsent(library, key -> new TreeSet<>()).add(type.getName()));
      }
    }
    assertThat(found).as("classes that use a library outside its home").isEmpty();
  }

  @Test
  void packagesOfAModuleFormNoCircle() {
    for (String module : new TreeSet<>(PAGE.arrows().keySet())) {
      slices()
          .matching(BASE + module + ".(**)")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  @Test
  void purePackagesReachNoOutsideWorld() throws IOException {
    noClasses()
        .that()
        .resideInAnyPackage(PureCode.PACKAGES)
        .should()
        .accessTargetWhere(PureCode.BANNED)
        .orShould()
        .dependOnClassesThat(PureCode.BANNED_TYPES)
        .because(
            "folds, scenarios and the simulator must give the same bytes on every machine (contract"
                + " D6, P3)")
        .check(CLASSES);
  }

  private static String moduleOf(JavaClass type) {
    String rest = type.getPackageName().substring(BASE.length());
    int dot = rest.indexOf('.');
    String module = dot < 0 ? rest : rest.substring(0, dot);
    return module.equals("event") ? "schemas" : module;
  }
}
