/**
 * A connection to the server that keeps itself up, and what it knows of jobs. Touches no DOM.
 * Unknown is null; times are milliseconds of the server's clock.
 */
import {messages} from './sse.js';

const WATCHDOG = 40_000; // the server is never silent for longer than 15 s
const POLL = 2_000;
const STREAM_AGAIN = 30_000;
const KEEP_FINISHED = 30_000;
const MOST_POINTS = 1_200;

export const time = text => (text ? Date.parse(text) : null);

/** A connection to the API below `url`; by default the one this module was loaded from. */
export function connect({url = new URL('../', import.meta.url), token = null, jobs = [], random = Math.random} = {}) {
  return new Connection(new URL(url), token, jobs, random);
}

class Connection {
  /** connecting, live, polling, offline, asleep, unauthorized or closed. */
  state = 'connecting';
  /** When the next attempt is made, while offline. */
  retryAt = null;
  worker = null;
  users = null;
  principal = null;
  /** Whether `jobs` has all that the server knows of. */
  complete = true;
  /** Whether the server has ever said what there is. */
  answered = false;
  jobs = new Map();
  alerts = new Map();

  #listeners = new Set();
  #series = new Map();
  #pulse = new Map();
  #offset = 0;
  #heardAt = null;
  #failures = 0;
  #lastId = null;
  #abort = null;
  #timer = null;
  #run = 0;

  constructor(url, token, only, random) {
    Object.assign(this, {url, token, only, random});
    this.#open();
  }

  /** Calls back with {kind, jobId, entry} after each change; returns what ends it. */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** When the server was last heard of, or null. */
  get heardAt() {
    return this.#heardAt && this.#heardAt + this.#offset;
  }

  /** The server's time, whatever the clock here says. */
  now() {
    return Date.now() + this.#offset;
  }

  signIn(token) {
    this.token = token;
    this.wake();
  }

  /** Lets go of the stream, to come back where it was. */
  sleep() {
    if (this.state !== 'unauthorized') this.#stop('asleep');
  }

  /** Connects now, whatever was being waited for. */
  wake() {
    this.#failures = 0;
    this.#stop('connecting');
    this.#open();
  }

  close() {
    this.#stop('closed');
    this.#listeners.clear();
  }

  pause(id, reason) { return this.#control(id, 'pause', reason); }
  resume(id, reason) { return this.#control(id, 'resume', reason); }
  stop(id, reason) { return this.#control(id, 'stop', reason); }

  async dismiss(alertId) {
    await this.#request(`api/alerts/${encodeURIComponent(alertId)}/dismiss`, {method: 'POST'});
    this.#alert('dismissed', {...this.alerts.get(alertId), id: alertId});
  }

  timeline(id, {after = null, limit = 100} = {}) {
    return this.#json(`api/progress/${encodeURIComponent(id)}/timeline?limit=${limit}${after === null ? '' : `&after=${after}`}`);
  }

  analytics({hours = 24 * 30} = {}) {
    return this.#json(`api/analytics?hours=${hours}`);
  }

  /** Rate and predicted finish over time, from the server and going on here. Loaded when first asked for. */
  series(id) {
    if (!this.#series.has(id)) {
      this.#series.set(id, {points: [], loaded: false});
      this.#load(id);
    }
    return this.#series.get(id);
  }

  /** running, waiting, paused, stalled, lost, completed, failed or abandoned; and since when it stalls. */
  health(job) {
    const state = job.state.toLowerCase();
    const pulse = this.#pulse.get(job.id) ?? {};
    if (state !== 'running' && !(state === 'waiting' && job.workerState === 'LOST')) return {state, since: null};
    const worker = job.workerState?.toLowerCase();
    if (worker === 'lost') return {state: 'lost', since: time(job.updatedAt)};
    const silence = this.now() - (pulse.heardAt ?? this.now());
    const silent = job.source !== 'kept' && this.state === 'live' && silence > Math.max(10_000, 3 * pulse.gap);
    if (worker === 'stalled' || job.eta?.basis === 'STALLED' || silent) {
      return {state: 'stalled', since: pulse.advancedAt ?? time(job.updatedAt)};
    }
    return {state: worker && worker !== 'idle' ? worker : state, since: null};
  }

  #tell(kind, more) {
    for (const listener of this.#listeners) listener({kind, ...more});
  }

  #become(state, more = {}) {
    Object.assign(this, {state, retryAt: null}, more);
    this.#tell('state');
  }

  #stop(state) {
    this.#run++;
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#become(state);
  }

  async #request(path, options = {}) {
    const headers = {...options.headers};
    if (options.method) headers['X-Progress-Request'] = '1';
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    const answer = await fetch(new URL(path, this.url), {cache: 'no-cache', ...options, headers});
    if (answer.ok) return answer;
    if (answer.status === 401) this.#stop('unauthorized');
    const problem = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(problem.detail ?? problem.title ?? answer.statusText), {status: answer.status});
  }

  async #json(path) {
    return (await this.#request(path)).json();
  }

  async #control(id, what, reason) {
    await this.#request(`api/progress/${encodeURIComponent(id)}/${what}`, {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify(reason ? {reason} : {}),
    });
  }

  async #open() {
    const run = ++this.#run;
    const abort = (this.#abort = new AbortController());
    let watchdog;
    const watch = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => abort.abort(), WATCHDOG);
    };
    const alive = () => {
      watch();
      this.#heardAt = Date.now();
    };
    try {
      watch();
      const headers = {Accept: 'text/event-stream', ...(this.#lastId && {'Last-Event-ID': this.#lastId})};
      const query = this.only.length ? `?jobs=${this.only.map(encodeURIComponent).join()}` : '';
      const answer = await this.#request(`api/progress/stream${query}`, {headers, signal: abort.signal});
      if (run === this.#run && this.#lastId) this.#become('live'); // goes on, or a snapshot comes at once
      for await (const {event, id, data} of messages(answer.body, alive)) {
        if (run !== this.#run) return;
        this.#failures = 0;
        if (id) this.#lastId = id;
        this.#take(event, JSON.parse(data));
        if (event === 'snapshot') for (const known of this.#series.keys()) this.#load(known);
        if (this.state !== 'live') this.#become('live');
      }
      throw new Error('the stream ended');
    } catch (error) {
      if (run !== this.#run) return;
      if (error.status === 503) this.#poll(run, this.now() + STREAM_AGAIN);
      else this.#later(error);
    } finally {
      clearTimeout(watchdog);
    }
  }

  /** Pauses grow by half, from 1 to 30 s: who comes back after a while is seen within half of it. */
  #later() {
    const pause = Math.min(30_000, 1_000 * 1.5 ** this.#failures++) * (0.75 + this.random() / 2);
    this.#timer = setTimeout(() => this.#open(), pause);
    this.#become('offline', {retryAt: this.now() + pause});
  }

  async #poll(run, until) {
    try {
      const snapshot = await this.#json('api/progress');
      if (run !== this.#run) return;
      this.#heardAt = Date.now();
      this.#failures = 0;
      this.#take('snapshot', snapshot);
      if (this.state !== 'polling') this.#become('polling');
      this.#timer = setTimeout(() => (this.now() < until ? this.#poll(run, until) : this.#open()), POLL);
    } catch {
      if (run === this.#run) this.#later();
    }
  }

  #take(event, data) {
    if (event === 'snapshot') this.#snapshot(data);
    else if (event === 'progress' || event === 'end') this.#job(data, event);
    else if (event === 'alert') this.#alert(data.change, data.alert);
    else if (event === 'timeline') this.#tell('timeline', data);
    else if (event === 'worker' || event === 'users') {
      this[event] = event === 'users' ? data.users : data;
      this.#tell(event);
    }
  }

  #snapshot({serverTime, jobs, alerts, worker, users, principal, complete, lastEventId}) {
    this.#offset = time(serverTime) - Date.now();
    const there = new Set(jobs.map(job => job.id));
    for (const [id, job] of this.jobs) {
      if (!there.has(id) && this.now() - (time(job.finishedAt) ?? 0) > KEEP_FINISHED) this.jobs.delete(id);
    }
    for (const job of jobs) this.#remember(job);
    this.alerts = new Map(alerts.map(alert => [alert.id, alert]));
    Object.assign(this, {worker, users, principal, complete: complete ?? true, answered: true});
    if (lastEventId) this.#lastId = lastEventId;
    this.#tell('snapshot');
  }

  #job(job, kind) {
    this.#remember(job);
    this.#tell(kind, {jobId: job.id});
  }

  #remember(job) {
    const now = this.now();
    const before = this.jobs.get(job.id);
    if (before && before.startedAt !== job.startedAt) { // another run of the same id
      this.#pulse.delete(job.id);
      this.#series.delete(job.id);
    }
    const old = this.#pulse.get(job.id);
    const done = job.done + (job.items?.completed ?? 0);
    const gap = old ? 0.8 * old.gap + 0.2 * (now - old.heardAt) : 2_000;
    const advancedAt = old?.done === done ? old.advancedAt : old ? now : lastWork(job);
    this.#pulse.set(job.id, {heardAt: now, gap, done, advancedAt});
    this.jobs.set(job.id, job);
    const series = this.#series.get(job.id);
    if (series?.loaded) append(series.points, point(job));
  }

  #alert(change, alert) {
    if (change === 'raised') this.alerts.set(alert.id, alert);
    else this.alerts.delete(alert.id);
    this.#tell('alert', {change, alert});
  }

  async #load(id) {
    const series = this.#series.get(id);
    try {
      const {points} = await this.#json(`api/progress/${encodeURIComponent(id)}/history?hours=24&points=500`);
      Object.assign(series, {points: points.map(parsed), loaded: true});
    } catch {
      series.loaded = true; // goes on from here
    }
    this.#tell('series', {jobId: id});
  }
}

/** When a job was last seen to get something done, by the empty end of its throughput history. */
function lastWork(job) {
  const {bucketSeconds, perSecond} = job.throughputHistory ?? {perSecond: []};
  const silent = perSecond.length - 1 - perSecond.findLastIndex(rate => rate > 0);
  return silent ? time(job.at) - silent * bucketSeconds * 1000 : time(job.updatedAt ?? job.at);
}

const parsed = p => ({...p, at: time(p.at), completionAt: time(p.completionAt), lowAt: time(p.lowAt), highAt: time(p.highAt)});

function point(job) {
  const at = time(job.at);
  const end = seconds => (seconds == null || job.finishedAt ? null : at + seconds * 1000);
  const {completionAt = null, lowSeconds, highSeconds} = job.eta ?? {};
  return {at, done: job.done, perSecond: job.rates?.currentPerSecond ?? null,
    completionAt: job.finishedAt ? null : time(completionAt), lowAt: end(lowSeconds), highAt: end(highSeconds)};
}

function append(points, next) {
  if (points.length && next.at <= points.at(-1).at) return;
  points.push(next);
  if (points.length > MOST_POINTS) points.splice(0, points.length, ...points.filter((_, i) => i % 2 || i === points.length - 1));
}
