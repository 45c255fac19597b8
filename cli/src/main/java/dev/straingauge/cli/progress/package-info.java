/** What a user sees while a run is on its way. Home of nothing: views in, lines out. */
@NullMarked
package dev.straingauge.cli.progress;

import org.jspecify.annotations.NullMarked;
