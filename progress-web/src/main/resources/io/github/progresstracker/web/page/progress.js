/**
 * What a page of your own knows of jobs: the functions useProgressTracking, useProgressAnalytics,
 * useETAAccuracy and usePerformanceMonitoring. Each returns {value, subscribe, close, connection}.
 */
import {connect, time} from './connection.js';

export {connect};

/** The metrics of document 003: files are items where a job has items, and units otherwise. */
export function metricsOf(job) {
  const {items, outcomes = {}, usage, rates, eta} = job;
  const counted = items && items.pending + items.processing + items.completed + items.failed > 0 ? items : null;
  const total = counted ? counted.pending + counted.processing + counted.completed + counted.failed : (job.total?.value ?? null);
  const finished = counted ? counted.completed : job.done;
  const per = value => (usage && finished ? value / finished : null);
  const calls = usage ? usage.apiCallsSucceeded + usage.apiCallsFailed : null;
  const perMinute = value => (value == null ? null : value * 60);
  const ms = seconds => (seconds == null ? null : seconds * 1000);
  return {
    totalFiles: total, filesCompleted: finished, filesFailed: counted ? counted.failed : (outcomes?.failed ?? 0),
    filesPending: counted ? counted.pending : total === null ? null : Math.max(0, total - finished),
    filesProcessing: counted ? counted.processing : null, progressPercentage: job.percent,
    startTime: new Date(job.startedAt), currentTime: new Date(job.at), elapsedTimeMs: ms(job.elapsedSeconds),
    estimatedTimeRemainingMs: ms(eta?.remainingSeconds), estimatedCompletionTime: eta?.completionAt ? new Date(eta.completionAt) : null,
    averageProcessingTimeMs: ms(items?.times?.averageSeconds ?? rates?.averageSecondsPerUnit),
    currentThroughput: perMinute(rates?.currentPerSecond), averageThroughput: perMinute(rates?.averagePerSecond),
    peakThroughput: perMinute(rates?.peakPerSecond),
    rateLimitHits: usage?.rateLimitHits ?? null, rateLimitDelayMs: ms(usage?.rateLimitDelaySeconds),
    apiCallsTotal: calls, apiCallsSuccessful: usage?.apiCallsSucceeded ?? null, apiCallsFailed: usage?.apiCallsFailed ?? null,
    apiSuccessRate: usage?.apiSuccessRate ?? null, apiEfficiency: usage?.apiEfficiency ?? null,
    totalTokensUsed: usage?.tokens ?? null, estimatedCost: usage?.cost ?? null, costPerFile: per(usage?.cost), tokensPerFile: per(usage?.tokens),
    retryCount: outcomes?.retried ?? 0, errorRate: outcomes?.errorRate ?? null, qualityScore: outcomes?.qualityScore ?? null,
  };
}

function etaOf({eta}) {
  if (eta?.remainingSeconds == null) return null;
  return {
    estimatedTimeRemainingMs: eta.remainingSeconds * 1000, lowMs: eta.lowSeconds == null ? null : eta.lowSeconds * 1000,
    highMs: eta.highSeconds == null ? null : eta.highSeconds * 1000, estimatedCompletionTime: eta.completionAt ? new Date(eta.completionAt) : null,
    confidence: eta.confidence, method: eta.method?.toLowerCase() ?? null, basis: eta.basis, factors: eta.factors ?? {},
  };
}

let shared = null;
let sharers = 0;

/** A value that follows a job: `value` is replaced, never changed, whenever `subscribe` calls back. */
function follow(id, options, compute, commands = () => ({}), kinds = ['snapshot', 'progress', 'end', 'alert', 'state', 'series']) {
  const connection = options?.connection ?? (shared ??= connect(options));
  if (connection === shared) sharers++;
  const listeners = new Set();
  const handle = {
    value: null, connection,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: null,
  };
  const renew = () => {
    const actions = commands(connection, renew);
    handle.value = {...compute(connection.jobs.get(id) ?? null, connection), ...actions};
    for (const listener of listeners) listener(handle.value);
  };
  const unsubscribe = connection.subscribe(change => {
    if (kinds.includes(change.kind) && (change.jobId ?? id) === id) renew();
  });
  handle.close = () => {
    unsubscribe();
    if (connection === shared && --sharers === 0) {
      shared.close();
      shared = null;
    }
  };
  renew();
  return handle;
}

/** Metrics, ETA and open alerts of a job, and the commands that its reader may give. */
export function useProgressTracking(id, options) {
  return follow(id, options, (job, connection) => ({
    job, metrics: job && metricsOf(job), eta: job && etaOf(job), isTracking: !!job && !job.finishedAt, connectionState: connection.state,
    alerts: [...connection.alerts.values()].filter(alert => alert.jobId === id), controls: job?.controls ?? [],
  }), connection => ({
    dismissAlert: alert => connection.dismiss(alert), pause: reason => connection.pause(id, reason),
    resume: reason => connection.resume(id, reason), stop: reason => connection.stop(id, reason),
  }));
}

/** How the job's throughput, quality and cost have been, beside the earlier runs of the server. */
export function useProgressAnalytics(id, options) {
  let runs = null;
  let loading = true;
  let failure = null;
  let renewed;
  const refreshAnalytics = async () => {
    loading = true;
    renewed();
    try {
      const answer = await handle.connection.analytics(options);
      [runs, failure] = [answer.runs ?? answer, null];
    } catch (error) {
      failure = error.status === 404 ? null : error; // a server without a store knows of no earlier runs
    }
    loading = false;
    renewed();
  };
  const handle = follow(id, options, (job, connection) => ({
    loading, error: failure,
    analytics: job && {
      throughputTrends: connection.series(id).points.map(({at, perSecond}) => ({at, perSecond})),
      qualityMetrics: {overallQuality: job.outcomes?.qualityScore ?? null, errorRate: job.outcomes?.errorRate ?? null, retries: job.outcomes?.retried ?? 0},
      costAnalysis: {cost: job.usage?.cost ?? null, tokens: job.usage?.tokens ?? null, costPerFile: metricsOf(job).costPerFile},
      runs,
    },
  }), (connection, renew) => ((renewed = renew), {refreshAnalytics}));
  refreshAnalytics();
  return handle;
}

/** What was predicted when, and, once the job has ended, how true it was. */
export function useETAAccuracy(id, options) {
  return follow(id, options, (job, connection) => {
    const predictions = connection.series(id).points.filter(p => p.completionAt !== null);
    const finishedAt = job?.state === 'COMPLETED' ? time(job.finishedAt) : null;
    return {eta: job && etaOf(job), predictions, finishedAt, accuracy: job?.etaAccuracy ?? null, meanError: meanError(job, predictions, finishedAt)};
  });
}

/** As a share of the job's duration; from the server's own measurement where there is one. */
function meanError(job, predictions, finishedAt) {
  if (job?.etaAccuracy?.error != null) return job.etaAccuracy.error;
  const seconds = job?.elapsedSeconds;
  if (finishedAt === null || !seconds || !predictions.length) return null;
  return predictions.reduce((sum, p) => sum + Math.abs(p.completionAt - finishedAt), 0) / predictions.length / 1000 / seconds;
}

/** Rates, times of items, limits met, and the alerts about them. */
export function usePerformanceMonitoring(id, options) {
  return follow(id, options, (job, connection) => ({
    throughputHistory: connection.series(id).points, rates: job?.rates ?? null, itemTimes: job?.items?.times ?? null,
    usage: job?.usage ?? null, outcomes: job?.outcomes ?? null, trend: job?.rates?.trend?.direction?.toLowerCase() ?? null,
    alerts: [...connection.alerts.values()].filter(alert => alert.jobId === id),
  }));
}
