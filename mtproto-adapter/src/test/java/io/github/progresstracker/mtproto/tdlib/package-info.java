/** Tests of the source that stands on TDLib. */
@NullMarked
package io.github.progresstracker.mtproto.tdlib;

import org.jspecify.annotations.NullMarked;
