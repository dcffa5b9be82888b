/** Tests of the history sources, and the contract every source has to keep. */
@NullMarked
package io.github.progresstracker.mtproto;

import org.jspecify.annotations.NullMarked;
