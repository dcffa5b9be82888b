/** One class of ours, here because the peer's function for the remaining time is not public. */
@NullMarked
package me.tongfei.progressbar;

import org.jspecify.annotations.NullMarked;
