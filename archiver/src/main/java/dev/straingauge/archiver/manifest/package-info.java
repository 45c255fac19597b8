/** What is derived at the end of a run from its chunks, and its manifest. Home of DuckDB. */
@NullMarked
package dev.straingauge.archiver.manifest;

import org.jspecify.annotations.NullMarked;
