/**
 * What every sink and every store of run histories must keep, as tests: extend {@link
 * io.github.progresstracker.contract.SinkContract} or {@link
 * io.github.progresstracker.contract.RunHistoryStoreContract} and say how to make yours.
 */
@NullMarked
package io.github.progresstracker.contract;

import org.jspecify.annotations.NullMarked;
