/** The files of driver profiles. */
@NullMarked
package dev.straingauge.producer.plan.profile;

import org.jspecify.annotations.NullMarked;
