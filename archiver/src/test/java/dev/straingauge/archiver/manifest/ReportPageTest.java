package dev.straingauge.archiver.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.TestRun;
import dev.straingauge.archiver.page.ArchivedRecords;
import dev.straingauge.archiver.page.RunPage;
import dev.straingauge.archiver.page.RunRecords;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.report.Manifest.ObjectFacts;
import dev.straingauge.archiver.report.SummaryJson;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Custom;
import dev.straingauge.event.Distribution;
import dev.straingauge.event.Event;
import dev.straingauge.event.Evidence;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.Node;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.OperationSummary;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Summary;
import dev.straingauge.event.TimelineEntry;
import dev.straingauge.event.VolumePhase;
import dev.straingauge.schemas.topic.Topic;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** {@code report.html} of a whole run, from its archive. */
class ReportPageTest extends RunFinisherFixture {

  private static final String EVIL =
      "</title></desc></svg><script>alert(1)</script>\u0007\u202E\"'&";

  @Test
  void isTheRecordedPageByteForByte() throws Exception {
    archive(TestRun.of("n", 30, 0));
    finish();

    byte[] page = store.get("lab/" + RUN + "/" + Keys.PAGE, 10_000_000).orElseThrow();

    Path actual = Path.of("target", "report-golden-actual.html");
    Files.write(actual, page);
    try (var recorded = ReportPageTest.class.getResourceAsStream("report-golden.html")) {
      assertThat(recorded).as("recorded page; what was drawn is in %s", actual).isNotNull();
      assertThat(new String(page, UTF_8))
          .as("what was drawn is in %s", actual)
          .isEqualTo(new String(recorded.readAllBytes(), UTF_8));
    }
  }

  @Test
  void isTheSamePageWhenItIsMadeAgainUnderAnotherLocaleAndZone() {
    archive(TestRun.of("n", 60, 0));
    finish();
    byte[] first = store.get("lab/" + RUN + "/" + Keys.PAGE, 10_000_000).orElseThrow();
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
      assertThat(page(document(), new ArchivedRecords(open()::read)))
          .isEqualTo(new String(first, UTF_8));
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void isListedInTheManifestAndNamedInTheReport() throws Exception {
    archive(TestRun.of("n", 30, 0));
    var manifest = finish();

    ObjectFacts listed =
        manifest.objects().stream()
            .filter(o -> o.name().equals(Keys.PAGE))
            .findFirst()
            .orElseThrow();
    assertThat(json("report.json").path("archive").path("page").path("bytes").asLong())
        .isEqualTo(listed.bytes());
    assertThat(json("report.json").path("archive").path("objects").asInt())
        .isEqualTo(manifest.objects().size() + 1);
  }

  @Test
  void referencesNothingOutsideAndLetsOnlyItsOwnStyleAndScriptRun() throws Exception {
    String page = finished(60);

    assertThat(page)
        .doesNotContain(
            "http://", "https://", "url(", "@import", " src=", "style=\"", "<link", "onload");
    Matcher policy =
        Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"").matcher(page);
    assertThat(policy.find()).isTrue();
    assertThat(policy.group(1).replace("&#39;", "'"))
        .isEqualTo(
            "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
                .formatted(hash(inside(page, "style")), hash(inside(page, "script"))));
    assertThat(inside(page, "script").getBytes(UTF_8).length).isLessThan(6 * 1024);
  }

  @Test
  void holdsEveryChartWithTitleDescriptionAndColoursOfItsOwn() throws Exception {
    List<Document> charts = charts(finished(60));

    assertThat(charts).hasSizeGreaterThan(2);
    for (Document chart : charts) {
      assertThat(chart.getElementsByTagName("title").item(0).getTextContent()).isNotBlank();
      assertThat(chart.getElementsByTagName("desc").item(0).getTextContent()).isNotBlank();
      for (String shape : List.of("path", "rect", "text")) {
        for (int i = 0; i < chart.getElementsByTagName(shape).getLength(); i++) {
          var attributes = chart.getElementsByTagName(shape).item(i).getAttributes();
          assertThat(
                  attributes.getNamedItem("fill") != null
                      || attributes.getNamedItem("stroke") != null)
              .as("%s %d has a colour without style rules", shape, i)
              .isTrue();
        }
      }
    }
  }

  @Test
  void saysInTitleHeadAndEachChartThatTheClusterIsSimulated() throws Exception {
    String page = finished(60);

    assertThat(page).contains("(simulated) · Straingauge</title>", "Simulated cluster.</strong>");
    for (Document chart : charts(page)) {
      String id = chart.getDocumentElement().getAttribute("id");
      if (!id.startsWith("rule-")) {
        assertThat(chart.getDocumentElement().getTextContent())
            .as(id)
            .contains("simulated cluster");
      }
    }
  }

  @Test
  void showsHostileNamesAsText() throws Exception {
    archive(TestRun.of("n", 60, 0));
    finish();
    ObjectNode document = document();
    document.put("run", EVIL).put("verdictReason", EVIL).put("scenario", EVIL);
    document.withObject("driver").put("name", EVIL).put("version", EVIL);
    document.withObject("labels").put(EVIL, EVIL);
    document.path("operations").forEach(one -> ((ObjectNode) one).put("operation", EVIL));
    document.path("phases").forEach(one -> ((ObjectNode) one).put("phase", EVIL));

    String page = page(document, hostile(new ArchivedRecords(open()::read)));

    assertThat(page).doesNotContain("alert(1)</script>", "\u0007", "\u202E").contains("alert(1)");
    assertThat(charts(page)).isNotEmpty();
    assertThat(Pattern.compile("<script").matcher(page).results()).hasSize(1);
  }

  @Test
  void drawsWhatWasAttachedToWhichNode() throws Exception {
    archive(TestRun.of("n", 60, 0));
    finish();

    String page = page(document(), attached(new ArchivedRecords(open()::read), "n1", EVIL));

    Document map =
        charts(page).stream()
            .filter(chart -> chart.getDocumentElement().getAttribute("id").equals("nodes"))
            .findFirst()
            .orElseThrow();
    assertThat(map.getDocumentElement().getTextContent())
        .contains("2 nodes", "at most 2", "n1 not ready from 00:30 to", "2 of 2", "most, limit");
    assertThat(page)
        .contains(
            "<tr><td align=\"left\">n1</td><td align=\"right\">2</td><td align=\"right\">2</td>",
            "how many volumes the CSINode allows; 1 node reached it.")
        .doesNotContain("alert(1)</script>");
  }

  @Test
  void staysBelowOneMebibyteWithAHundredKindsAndAThousandIncidents() throws Exception {
    archive(TestRun.of("n", 60, 0));
    finish();
    ObjectNode document = document();

    String page = page(document, many(new ArchivedRecords(open()::read)));

    assertThat(page.getBytes(UTF_8).length).isLessThanOrEqualTo(RunPage.MOST_BYTES);
    assertThat(page).contains("more: straingauge show");
  }

  @Test
  void isNoneForARunWithoutASummary() {
    archive(TestRun.of("n", 30, 0));
    replace(Topic.SUMMARIES, List.of());
    assertThat(finish().objects()).extracting(ObjectFacts::name).doesNotContain(Keys.PAGE);
  }

  private String finished(int operations) {
    archive(TestRun.of("n", operations, 0));
    finish();
    return new String(store.get("lab/" + RUN + "/" + Keys.PAGE, 10_000_000).orElseThrow(), UTF_8);
  }

  private RunArchive open() {
    return new Runs(store, new Keys("lab")).open(RUN).orElseThrow();
  }

  private ObjectNode document() {
    return SummaryJson.read("report.json", open().summary().orElseThrow());
  }

  private static String page(JsonNode document, RunRecords records) {
    return new String(RunPage.write(document, records).orElseThrow(), UTF_8);
  }

  /** The same records with other names in them. */
  private static RunRecords hostile(RunRecords records) {
    return (topic, to) -> records.each(topic, record -> to.accept(renamed(record)));
  }

  private static Object renamed(Object record) {
    return switch (record) {
      case Summary summary -> {
        Summary.Builder other = Summary.newBuilder(summary);
        other.setOperations(
            summary.getOperations().stream()
                .map(one -> OperationSummary.newBuilder(one).setOperation(EVIL).build())
                .toList());
        yield other.setScenario(EVIL).build();
      }
      case IncidentEvent incident ->
          IncidentEvent.newBuilder(incident)
              .setClaim(EVIL)
              .setPod(EVIL)
              .setCause(EVIL)
              .setEvidence(List.of(new Evidence(incident.getSince(), EVIL)))
              .setTimeline(List.of(new TimelineEntry(incident.getSince(), "pod", EVIL)))
              .build();
      default -> record;
    };
  }

  /** The same records, and two volumes at the first node, of which one moves to the second. */
  private static RunRecords attached(RunRecords records, String first, String second) {
    VolumePhase attach =
        VolumePhase.newBuilder()
            .setPhase("attach")
            .setApplicable(true)
            .setEnded(3)
            .setOpen(0)
            .setNotObserved(0)
            .setReordered(0)
            .setDuration(Distribution.newBuilder().setCount(0).build())
            .setDurationSketch(ByteBuffer.allocate(0))
            .setOpenSketch(ByteBuffer.allocate(0))
            .build();
    return (topic, to) -> {
      records.each(
          topic,
          record ->
              to.accept(
                  record instanceof Summary summary
                      ? Summary.newBuilder(summary).setVolumePhases(List.of(attach)).build()
                      : record));
      if (topic == Topic.EVENTS) {
        to.accept(
            change(0, "pv-1", new PersistentVolume("Bound", null, "block", "h", "Delete", false)));
        Custom limit = new Custom("{\"drivers\":[{\"name\":\"block\",\"volumes\":2}]}");
        to.accept(change(0, "CSINode", first, limit));
        to.accept(change(1, "a", new Attachment("pv-1", first, true, null, null, false)));
        to.accept(change(2, "b", new Attachment("pv-2", first, true, null, null, false)));
        to.accept(change(9, "b", new Attachment("pv-2", first, false, null, null, true)));
        to.accept(change(9, "c", new Attachment("pv-2", second, true, null, null, false)));
        to.accept(change(30, first, new Node(false, false, List.of(), List.of())));
      }
    };
  }

  private static Event change(int second, String name, Object facts) {
    return change(second, facts.getClass().getSimpleName(), name, facts);
  }

  private static Event change(int second, String kind, String name, Object facts) {
    ObjectChanged change =
        ObjectChanged.newBuilder()
            .setKind(kind)
            .setName(name)
            .setUid(name)
            .setResourceVersion("1")
            .setChange(Change.MODIFIED)
            .setFacts(facts)
            .build();
    return new Event(0, 1, (long) second, TestRun.START + second * TestRun.SECOND, change);
  }

  /** The same records, with the first kind of operation a hundred times, and incidents. */
  private static RunRecords many(RunRecords records) {
    return (topic, to) -> {
      List<IncidentEvent> incidents = new ArrayList<>();
      Consumer<Object> each =
          record -> {
            if (record instanceof Summary summary) {
              List<OperationSummary> kinds = new ArrayList<>();
              for (int i = 0; i < 100; i++) {
                kinds.add(
                    OperationSummary.newBuilder(summary.getOperations().getFirst())
                        .setOperation("kind-" + i)
                        .build());
              }
              to.accept(Summary.newBuilder(summary).setOperations(kinds).build());
            } else {
              to.accept(record);
            }
            if (record instanceof IncidentEvent incident && incidents.isEmpty()) {
              for (int i = 0; i < 1_000; i++) {
                incidents.add(
                    IncidentEvent.newBuilder(incident)
                        .setIncidentId("i-%012x".formatted(i))
                        .setClaim("claim-" + i)
                        .build());
              }
            }
          };
      records.each(topic, each);
      incidents.forEach(to);
    };
  }

  private static List<Document> charts(String page) throws Exception {
    List<Document> charts = new ArrayList<>();
    Matcher svg = Pattern.compile("<svg .*?</svg>", Pattern.DOTALL).matcher(page);
    while (svg.find()) {
      charts.add(
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg.group()))));
    }
    return charts;
  }

  private static String inside(String page, String tag) {
    int from = page.indexOf("<" + tag + ">") + tag.length() + 2;
    return page.substring(from, page.indexOf("</" + tag + ">", from));
  }

  private static String hash(String text) throws Exception {
    return Base64.getEncoder()
        .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }
}
