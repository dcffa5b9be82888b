package io.github.progresstracker.mtproto;

import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.WriterId;
import org.jspecify.annotations.Nullable;

/**
 * An account in the hands of a worker, with what is remembered of it from run to run.
 *
 * @param userId on whose behalf
 * @param source what the account sees, held to its contract
 * @param job the user's job, or null where jobs are not kept
 * @param writer who reports to the job
 * @param pace of the account's requests
 * @param setbacks of its channels
 */
record WorkerAccount(
    long userId,
    HistorySource source,
    @Nullable JobId job,
    WriterId writer,
    AccountPace pace,
    Setbacks setbacks) {}
