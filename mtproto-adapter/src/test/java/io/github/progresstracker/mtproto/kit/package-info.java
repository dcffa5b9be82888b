/**
 * What tests of collectors and of sources need: the contract of history sources, and a TDLib that
 * exists in this process only.
 */
@NullMarked
package io.github.progresstracker.mtproto.kit;

import org.jspecify.annotations.NullMarked;
