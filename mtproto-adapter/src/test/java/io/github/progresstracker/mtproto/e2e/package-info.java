/**
 * The real TDLib against a data centre of our own, on this machine. See {@link
 * io.github.progresstracker.mtproto.e2e.LoopbackDataCentre}.
 */
@NullMarked
package io.github.progresstracker.mtproto.e2e;

import org.jspecify.annotations.NullMarked;
