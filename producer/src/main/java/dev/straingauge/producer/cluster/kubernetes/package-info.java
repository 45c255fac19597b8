/**
 * A real Kubernetes cluster under load: requests through a limiter, watches, manifests, clean-up.
 */
@NullMarked
package dev.straingauge.producer.cluster.kubernetes;

import org.jspecify.annotations.NullMarked;
