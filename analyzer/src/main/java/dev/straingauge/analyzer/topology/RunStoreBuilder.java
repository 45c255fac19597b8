package dev.straingauge.analyzer.topology;

import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Makes a {@link RunStore} over an in-memory store with a changelog. */
final class RunStoreBuilder implements StoreBuilder<RunStore> {

  static final String NAME = "runs";

  private final OpenRuns openRuns;

  RunStoreBuilder(OpenRuns openRuns) {
    this.openRuns = openRuns;
  }

  @Override
  public RunStore build() {
    return new RunStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(NAME), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingEnabled(logConfig())
            .withCachingDisabled()
            .build(),
        openRuns);
  }

  @Override
  public Map<String, String> logConfig() {
    return Map.of();
  }

  @Override
  public boolean loggingEnabled() {
    return true;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public StoreBuilder<RunStore> withCachingEnabled() {
    throw fixed();
  }

  @Override
  public StoreBuilder<RunStore> withCachingDisabled() {
    return this;
  }

  @Override
  public StoreBuilder<RunStore> withLoggingEnabled(Map<String, String> config) {
    throw fixed();
  }

  @Override
  public StoreBuilder<RunStore> withLoggingDisabled() {
    throw fixed();
  }

  private static UnsupportedOperationException fixed() {
    return new UnsupportedOperationException(
        "configure the store of runs: its log and cache are fixed");
  }
}
