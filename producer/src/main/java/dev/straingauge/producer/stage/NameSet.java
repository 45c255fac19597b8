package dev.straingauge.producer.stage;

/**
 * The names that a scope gave out, ever. Keeps 64-bit hashes only, 16 to 32 bytes a name: a scope
 * forks a strand for each operation of a run. Two different names among a million meet with a
 * chance of 3e-8, and the second is then refused.
 */
final class NameSet {

  private long[] slots = new long[16];
  private int size;

  /** Adds the name; false if it was there. */
  boolean add(String name) {
    if (2 * size >= slots.length) {
      grow();
    }
    boolean added = put(slots, hash(name));
    size += added ? 1 : 0;
    return added;
  }

  private void grow() {
    long[] wider = new long[2 * slots.length];
    for (long hash : slots) {
      if (hash != 0) {
        put(wider, hash);
      }
    }
    slots = wider;
  }

  private static boolean put(long[] slots, long hash) {
    int mask = slots.length - 1;
    for (int i = (int) hash & mask; ; i = (i + 1) & mask) {
      if (slots[i] == hash) {
        return false;
      }
      if (slots[i] == 0) {
        slots[i] = hash;
        return true;
      }
    }
  }

  /**
   * Polynomial over the characters, then the finaliser of SplitMix64; never 0, which marks a free
   * slot.
   */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return hash == 0 ? 1 : hash;
  }
}
