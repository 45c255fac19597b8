package dev.straingauge.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Passes TCP connections on and cuts all of them at intervals, as a load balancer does that is
 * restarted. Arguments: {@code listen-port target-port seconds}, on loopback; runs until it is
 * killed.
 */
public final class CuttingProxy {

  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final int target;

  private CuttingProxy(int target) {
    this.target = target;
  }

  /**
   * Starts it.
   *
   * @throws IOException the port is taken
   */
  public static void main(String[] args) throws IOException {
    CuttingProxy proxy = new CuttingProxy(Integer.parseInt(args[1]));
    long seconds = Long.parseLong(args[2]);
    InetAddress here = InetAddress.getLoopbackAddress();
    ScheduledExecutorService cutter = Executors.newSingleThreadScheduledExecutor();
    try (ServerSocket server = new ServerSocket(Integer.parseInt(args[0]), 100, here)) {
      var _ = cutter.scheduleAtFixedRate(proxy::cut, seconds, seconds, TimeUnit.SECONDS);
      while (!server.isClosed()) {
        proxy.pass(server.accept(), here);
      }
    }
  }

  private void pass(Socket client, InetAddress here) {
    Socket server;
    try {
      server = new Socket(here, target);
    } catch (IOException e) {
      close(client);
      return;
    }
    open.addAll(List.of(client, server));
    Thread.ofVirtual().start(() -> copy(client, server));
    Thread.ofVirtual().start(() -> copy(server, client));
  }

  private void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // cut: both ends are closed below
    }
    close(from);
    close(to);
  }

  private void cut() {
    open.forEach(this::close);
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone, which is what was wanted
    }
  }
}
