/** Scenario files, ours and those of existing tests, read and checked. Home of SnakeYAML. */
@NullMarked
package dev.straingauge.producer.plan;

import org.jspecify.annotations.NullMarked;
