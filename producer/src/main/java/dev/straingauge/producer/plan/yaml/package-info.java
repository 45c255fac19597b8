/**
 * YAML as it was written: every value with its file and line, safe against hostile input. Home of
 * SnakeYAML in this module.
 */
@NullMarked
package dev.straingauge.producer.plan.yaml;

import org.jspecify.annotations.NullMarked;
