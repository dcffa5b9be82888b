/**
 * What every sink must keep, as tests: extend {@link
 * io.github.progresstracker.contract.SinkContract} and say how to make yours.
 */
@NullMarked
package io.github.progresstracker.contract;

import org.jspecify.annotations.NullMarked;
