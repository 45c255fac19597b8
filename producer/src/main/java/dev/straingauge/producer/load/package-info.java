/** Load shapes: when operations start. */
@NullMarked
package dev.straingauge.producer.load;

import org.jspecify.annotations.NullMarked;
