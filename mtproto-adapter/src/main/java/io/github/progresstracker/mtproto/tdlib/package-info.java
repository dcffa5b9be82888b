/**
 * Channel histories from Telegram itself, through TDLib's JSON interface.
 *
 * <p>{@link io.github.progresstracker.mtproto.tdlib.Tdlib} is the library in this process, {@link
 * io.github.progresstracker.mtproto.tdlib.TdlibAccount} says who collects, {@link
 * io.github.progresstracker.mtproto.tdlib.Login} answers what Telegram asks at the first login, and
 * {@link io.github.progresstracker.mtproto.tdlib.TdlibHistorySource} is the source. The native
 * library is the user's own; it is bound with JNA, which is an optional dependency. {@link
 * io.github.progresstracker.mtproto.tdlib.TdJson} is the seam: tests put a fake there.
 */
@NullMarked
package io.github.progresstracker.mtproto.tdlib;

import org.jspecify.annotations.NullMarked;
