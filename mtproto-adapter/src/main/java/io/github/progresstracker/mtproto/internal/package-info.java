/** What the sources and stores of messages share; for this module alone. */
@NullMarked
package io.github.progresstracker.mtproto.internal;

import org.jspecify.annotations.NullMarked;
