/** What a collection's audit log tells a monitoring page, in the documented form. */
@NullMarked
package io.github.progresstracker.mtproto.monitoring;

import org.jspecify.annotations.NullMarked;
