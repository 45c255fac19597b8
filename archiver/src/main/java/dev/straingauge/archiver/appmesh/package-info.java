/** Results of the App Mesh load test, read as runs, and runs written in their layout. */
@NullMarked
package dev.straingauge.archiver.appmesh;

import org.jspecify.annotations.NullMarked;
