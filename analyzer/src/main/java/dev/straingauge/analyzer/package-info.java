/** The analyzer as a service against a Kafka. */
@NullMarked
package dev.straingauge.analyzer;

import org.jspecify.annotations.NullMarked;
