/** Ties the connection to the page: draws at most once a second, and not at all while nobody looks. */
import {connect} from './connection.js';
import {set, h} from './dom.js';
import {clock, LANGUAGES, duration, language, percent, speak, t} from './format.js';
import {alertsView, jobsView, stateWord, usersView, workerView} from './lists.js';
import {card} from './card.js';

const $ = id => document.getElementById(id);
const settings = {
  get: key => { try { return localStorage.getItem(`progress-${key}`); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(`progress-${key}`, value); } catch { /* private window */ } },
};
const session = {
  get: () => { try { return sessionStorage.getItem('progress-token'); } catch { return null; } },
  set: value => { try { value ? sessionStorage.setItem('progress-token', value) : sessionStorage.removeItem('progress-token'); } catch { /* private window */ } },
};
const HIDDEN = 60_000;
const SAY = 3_000;

await speak([new URLSearchParams(location.search).get('lang') ?? settings.get('language'), ...navigator.languages].filter(Boolean));
document.documentElement.dataset.colors = settings.get('colors') ?? 'state';

const connection = connect({token: session.get()});
const drawWorker = workerView($('worker'), connection);
const jobs = jobsView($('jobs'), connection, select);
const drawAlerts = alertsView($('alerts'), connection, select);
const drawUsers = usersView($('users'), id => ((user = id), draw()));
let user = null;
let chosen = decodeURIComponent(location.hash.slice(1)) || null;
let open = null;
let drawnAt = 0;
let timer = null;

/** What a person chose: it is in the address, and has the focus. */
function select(id) {
  if (!connection.jobs.has(id)) return;
  chosen = id;
  history.replaceState(null, '', `#${encodeURIComponent(id)}`);
  draw();
  open.card.name.focus({preventScroll: true});
  if (matchMedia('(max-width: 900px)').matches) open.card.node.scrollIntoView();
}

function draw() {
  clearTimeout(timer);
  timer = setTimeout(draw, 1_000);
  if (document.hidden) return;
  drawnAt = Date.now();
  const now = connection.now();
  drawState(now);
  if (connection.state === 'unauthorized') {
    document.title = t('title');
    return set($('summary'), 'text', '');
  }
  drawWorker(connection.state === 'offline' ? connection.heardAt ?? now : now);
  drawUsers(connection.users);
  const shown = jobs.update(chosen, user, now);
  if (!connection.jobs.has(chosen) && shown.length) chosen = shown[0].job.id;
  drawAlerts(now);
  drawCard(now);
  const active = [...connection.jobs.values()].filter(job => !job.finishedAt).length;
  document.body.toggleAttribute('data-empty', !connection.jobs.size && connection.state === 'live');
  set($('summary'), 'text', !connection.jobs.size ? '' : t('summary', {active, all: connection.jobs.size}));
}

function drawCard(now) {
  const job = connection.jobs.get(chosen);
  const run = job && job.id + job.startedAt;
  if (open?.run !== run) {
    open?.card.close();
    open = job ? {run, id: job.id, card: card(job.id, connection)} : null;
    $('job').replaceChildren(...(open ? [open.card.node] : []));
    jobs.update(chosen, user, now);
  }
  open?.card.update(job, now);
  document.title = job ? `${job.percent == null ? '' : percent(job.percent)} ${job.name} – ${t('title')}`.trim() : t('title');
}

function drawState(now) {
  const {state, retryAt, heardAt} = connection;
  const refused = state === 'unauthorized';
  document.body.dataset.connection = state;
  $('signin').hidden = !refused;
  document.querySelector('main').hidden = refused;
  $('signout').hidden = refused || !connection.token;
  set($('connection'), 'text', t(`connection.${state}`, {time: duration(Math.max(1, (retryAt - now) / 1000)), at: clock(heardAt, now)}));
  if (refused && connection.token) set($('refused'), 'text', t('signin.refused'));
}

/** The next change is drawn at once if the last drawing is a second ago, or if it is no mere number. */
function soon(kind) {
  if (document.hidden) return;
  const wait = ['progress', 'timeline', 'series'].includes(kind) ? Math.max(0, drawnAt + 1_000 - Date.now()) : 0;
  clearTimeout(timer);
  timer = setTimeout(draw, wait);
}

const states = new Map();
const steps = new Map();
let words = null;
let saidAt = 0;

/** One polite sentence at a time: changes of state, alerts, quarters of the job that is looked at. */
function say(text) {
  if (words === null) setTimeout(() => {
    $('live').textContent = words;
    [words, saidAt] = [null, Date.now()];
  }, Math.max(0, saidAt + SAY - Date.now()));
  words = text;
}

function announce(job) {
  const {state, since} = connection.health(job);
  const before = states.get(job.id);
  states.set(job.id, state);
  const step = Math.floor((job.percent ?? 0) / 25);
  const quarter = steps.get(job.id) < step && job.id === chosen;
  steps.set(job.id, step);
  if (before && before !== state) say(`${job.name}: ${stateWord(state, since, connection.now())}`);
  else if (quarter) say(`${job.name}: ${percent(job.percent)}`);
}

connection.subscribe(change => {
  const job = connection.jobs.get(change.jobId);
  if (job && change.kind !== 'series') announce(job);
  if (change.kind === 'snapshot') {
    connection.jobs.forEach(announce);
    open?.card.renew();
  }
  if (change.kind === 'alert' && change.change === 'raised') say(`${change.alert.jobName ?? ''}: ${change.alert.message}`);
  if (change.kind === 'timeline' && change.jobId === open?.id) open.card.add(change.entry);
  if (change.kind === 'state') document.body.dataset.connection = connection.state;
  soon(change.kind);
});

$('signin').addEventListener('submit', event => {
  event.preventDefault();
  session.set($('token').value);
  $('token').value = '';
  set($('refused'), 'text', '');
  connection.signIn(session.get());
});
$('signout').addEventListener('click', () => {
  session.set(null);
  location.reload();
});

function choice(select, options, value, change) {
  select.append(...options.map(([key, text]) => h('option', {value: key, text})));
  select.value = value;
  select.addEventListener('change', () => change(select.value));
}
choice($('language'), Object.entries(LANGUAGES), language, value => {
  settings.set('language', value);
  location.search = '';
});
choice($('colors'), ['state', 'tiers'].map(key => [key, t(`colors.${key}`)]), document.documentElement.dataset.colors, value => {
  settings.set('colors', value);
  document.documentElement.dataset.colors = value;
});

let sleeping = null;
document.addEventListener('visibilitychange', () => {
  clearTimeout(sleeping);
  if (document.hidden) sleeping = setTimeout(() => connection.sleep(), HIDDEN);
  else if (connection.state === 'asleep') connection.wake();
  draw();
});
addEventListener('online', () => connection.state === 'offline' && connection.wake());
jobs.changed = draw;
draw();
