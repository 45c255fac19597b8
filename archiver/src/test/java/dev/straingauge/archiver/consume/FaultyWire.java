package dev.straingauge.archiver.consume;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Between an S3 client and its server: requests answered with errors, answers lost or cut, with the
 * chance that is set. Thread-safe.
 */
final class FaultyWire implements AutoCloseable {

  /** What becomes of a request. */
  enum Fault {
    /** 503 without a word to the server. */
    BUSY,
    /** The connection ends before the request is through. */
    RESET_BEFORE,
    /** The server did it, the answer is lost. */
    RESET_AFTER,
    /** The answer breaks off in the middle. */
    TRUNCATED,
    /** 409: another conditional put of the key is under way. */
    CONFLICT,
    /** 403: the clocks are too far apart. */
    CLOCK_SKEW,
    /** 404 for this request and some more: the bucket is not there, and then it is again. */
    BUCKET_GONE;

    private static final List<Fault> ALL = List.of(values());

    static Fault any(Random random) {
      return ALL.get(random.nextInt(ALL.size()));
    }

    /** Whether the client does not ask again by itself, and the archiver waits longer each time. */
    boolean answered() {
      return this == CONFLICT || this == BUCKET_GONE;
    }
  }

  private static final int MOST_GONE = 6;
  private static final int MOST_OUTAGES = 4;

  /** The client asks three times before it gives up, or once: see {@link Fault#answered}. */
  private static final int LONGEST_OUTAGE = 7;

  /** One request that fails, and some of its repetitions. */
  private static final class Outage {
    private final Step step;
    private final Fault fault;
    private int before;
    private int left;
    private String request = "";

    Outage(Random random) {
      step = Step.failing(random);
      before = step.nth(random);
      fault = Fault.any(random);
      left = 1 + random.nextInt(fault.answered() ? LONGEST_OUTAGE / 3 : LONGEST_OUTAGE);
    }

    synchronized boolean strikes(Step now, String asked) {
      if (request.isEmpty() && now == step && --before == 0) {
        request = asked;
      }
      return asked.equals(request) && left-- > 0;
    }
  }

  private final ServerSocket server;
  private final URI upstream;
  private final AtomicInteger faults = new AtomicInteger();
  private final AtomicInteger gone = new AtomicInteger();
  private volatile Random random = new Random(0);
  private volatile int oneIn;
  private volatile List<Outage> outages = List.of();

  FaultyWire(URI upstream) throws IOException {
    this.upstream = upstream;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("faulty-wire").start(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** From now on one request in {@code n} has a fault, and some fail again and again; 0: none. */
  void faults(long seed, int n) {
    Random seeded = new Random(seed);
    random = seeded;
    oneIn = n;
    outages =
        Stream.generate(() -> new Outage(seeded))
            .limit(n == 0 ? 0 : seeded.nextInt(MOST_OUTAGES + 1))
            .toList();
    gone.set(0);
  }

  /** How many there were. */
  int count() {
    return faults.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      String head = head(in);
      if (head.isEmpty()) {
        return;
      }
      OutputStream out = client.getOutputStream();
      if (head.toLowerCase(Locale.ROOT).contains("\r\nexpect: 100-continue")) {
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
      byte[] body = in.readNBytes(length(head));
      if (body.length < length(head)) {
        return; // the client was killed in the middle: a server drops that
      }
      if (gone.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        out.write(error(head, 404, "NoSuchBucket"));
        return;
      }
      Optional<Fault> fault = fault(head.lines().findFirst().orElse(""));
      if (fault.isEmpty()) {
        out.write(forward(head, body));
        return;
      }
      faults.incrementAndGet();
      switch (fault.get()) {
        case BUSY -> out.write(error(head, 503, "SlowDown"));
        case RESET_BEFORE -> client.setSoLinger(true, 0);
        case RESET_AFTER -> {
          forward(head, body);
          client.setSoLinger(true, 0);
        }
        case TRUNCATED -> {
          byte[] answer = forward(head, body);
          out.write(answer, 0, answer.length - answer.length / 3);
        }
        case CONFLICT -> out.write(error(head, 409, "ConditionalRequestConflict"));
        case CLOCK_SKEW -> out.write(error(head, 403, "RequestTimeTooSkewed"));
        case BUCKET_GONE -> {
          gone.set(random.nextInt(MOST_GONE));
          out.write(error(head, 404, "NoSuchBucket"));
        }
      }
    } catch (IOException e) {
      // the client went away, as it may
    }
  }

  private Optional<Fault> fault(String request) {
    String[] words = request.split("[ ?]", -1); // verb, path, what is asked
    Step step =
        Step.of(
            words[0].equals("GET") && request.contains("list-type=") ? "LIST" : words[0], words[1]);
    for (Outage outage : outages) {
      if (outage.strikes(step, request)) {
        return Optional.of(outage.fault);
      }
    }
    int n = oneIn;
    return n > 0 && random.nextInt(n) == 0 ? Optional.of(Fault.any(random)) : Optional.empty();
  }

  private byte[] forward(String head, byte[] body) throws IOException {
    StringBuilder plain = new StringBuilder();
    for (String line : head.lines().toList()) {
      String name = line.toLowerCase(Locale.ROOT);
      if (!name.startsWith("connection:") && !name.startsWith("expect:")) {
        plain.append(line).append("\r\n");
      }
    }
    plain.append("Connection: close\r\n\r\n");
    try (Socket there = new Socket(upstream.getHost(), upstream.getPort())) {
      OutputStream out = there.getOutputStream();
      out.write(plain.toString().getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
      return there.getInputStream().readAllBytes();
    }
  }

  private static byte[] error(String head, int status, String code) {
    String body =
        head.startsWith("HEAD")
            ? ""
            : "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>made</Message></Error>"
                .formatted(code);
    return "HTTP/1.1 %d %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(status, code, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Request line and headers; empty when the client only connected. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int state = 0;
    while (state < 4) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
      state = next == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  private static int length(String head) {
    for (String line : head.lines().toList()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        return Integer.parseInt(line.substring("content-length:".length()).strip());
      }
    }
    return 0;
  }
}
