/** Kafka and S3 in this process, for a single machine. Home of Kafka's server and of S3Proxy. */
@NullMarked
package dev.straingauge.cli.embedded;

import org.jspecify.annotations.NullMarked;
