/** Tests of what monitoring pages are told of collections. */
@NullMarked
package io.github.progresstracker.mtproto.monitoring;

import org.jspecify.annotations.NullMarked;
