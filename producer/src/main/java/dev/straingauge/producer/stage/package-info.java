/** Sequential code in virtual and in real time: the stage, its two engines, promises. */
@NullMarked
package dev.straingauge.producer.stage;

import org.jspecify.annotations.NullMarked;
