package dev.straingauge.archiver.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An S3 server that lists its keys, page by page, and knows nothing of {@code start-after}; of
 * {@code continuation-token} only if it is to.
 */
final class ListingServer implements AutoCloseable {

  private final TreeSet<String> keys;
  private final boolean continues;
  private final HttpServer server;
  private final AtomicInteger listings = new AtomicInteger();

  ListingServer(List<String> keys, boolean continues) throws IOException {
    this.keys = new TreeSet<>(keys);
    this.continues = continues;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How often it was asked. */
  int listings() {
    return listings.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    listings.incrementAndGet();
    Map<String, String> asked = new HashMap<>();
    for (String each : exchange.getRequestURI().getRawQuery().split("&", -1)) {
      String[] parts = each.split("=", 2);
      asked.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], UTF_8));
    }
    String after = continues ? asked.getOrDefault("continuation-token", "") : "";
    String prefix = asked.getOrDefault("prefix", "");
    int most = Integer.parseInt(asked.getOrDefault("max-keys", "1000"));
    List<String> found = new ArrayList<>();
    for (String key : keys.tailSet(after, false)) {
      if (key.startsWith(prefix)) {
        found.add(key);
      }
    }
    boolean more = found.size() > most;
    List<String> some = found.subList(0, Math.min(most, found.size()));
    StringBuilder xml = new StringBuilder("<ListBucketResult>");
    xml.append("<IsTruncated>").append(more).append("</IsTruncated>");
    for (String key : some) {
      xml.append(
          "<Contents><Key>%s</Key><ETag>&quot;%s&quot;</ETag><Size>2</Size></Contents>"
              .formatted(key, key.hashCode()));
    }
    if (more) {
      xml.append("<NextContinuationToken>%s</NextContinuationToken>".formatted(some.getLast()));
    }
    byte[] body = xml.append("</ListBucketResult>").toString().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
