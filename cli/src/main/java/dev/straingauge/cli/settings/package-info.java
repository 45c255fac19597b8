/** Where a value comes from: option, environment, {@code straingauge.yaml}, default. */
@NullMarked
package dev.straingauge.cli.settings;

import org.jspecify.annotations.NullMarked;
