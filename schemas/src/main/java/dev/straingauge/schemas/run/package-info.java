/** Run ids: how a run is named and ordered. */
@NullMarked
package dev.straingauge.schemas.run;

import org.jspecify.annotations.NullMarked;
