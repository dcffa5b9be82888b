/** What stands beside the job: worker, users, jobs, alerts. */
import {badge, bar, h, icon, keyed, set, terms} from './dom.js';
import {clock, compact, counted, duration, number, percent, quantity, t} from './format.js';
import {time} from './connection.js';

export const stateWord = (state, since, now) => t(`state.${state}`) + (since == null ? '' : ` ${t('since', {time: clock(since, now)})}`);

/** What there is to say of the time left: never a negative or a made-up one. */
export function remaining(job, health, now) {
  if (job.finishedAt) return t('took', {time: duration(job.elapsedSeconds)});
  if (health.state === 'waiting' && job.waiting?.until) return t('goesOn', {time: duration((time(job.waiting.until) - now) / 1000)});
  if (['paused', 'lost', 'stalled'].includes(health.state)) return '';
  return job.eta?.remainingSeconds == null ? t(`basis.${job.eta?.basis ?? 'NONE'}`) : t('left', {time: duration(job.eta.remainingSeconds)});
}

export function spoken(job, health, now) {
  return [job.percent == null ? counted(job.done, job.unit) : percent(job.percent), remaining(job, health, now)].filter(Boolean).join(', ');
}

/** What messages are collected of are channels; of another job nobody knows more than that it runs. */
export const wordsOf = ({unit}) => (unit === 'messages'
  ? {running: t('worker.collecting'), parts: t('worker.channels'), done: t('worker.collected')}
  : {running: t('state.running'), parts: t('worker.parts'), done: t('worker.done')});

export function workerView(section, connection) {
  const state = badge();
  const what = h('p', {class: 'lead', dir: 'auto'});
  const parts = bar('', true);
  const facts = terms();
  section.append(state.node, what, parts.node, facts.node);
  return now => {
    const {worker} = connection;
    section.hidden = !worker;
    if (!worker) return;
    const at = worker.currentlyCollecting;
    const kind = (worker.state ?? (at ? 'RUNNING' : 'IDLE')).toLowerCase();
    const words = wordsOf(worker);
    state.update(kind, at && kind === 'running' ? words.running : t(`state.${kind}`));
    set(what, 'text', at ? (worker.currentChannel ?? connection.jobs.get(worker.jobId)?.name ?? '') : '');
    what.hidden = !what.textContent;
    const total = at ? worker.channelsTotal : null;
    parts.node.hidden = !total;
    if (total) parts.update((100 * worker.channelsProcessed) / total, kind, t('of', {done: worker.channelsProcessed, total}), words.parts);
    const ago = text => (text ? t('ago', {time: duration((now - time(text)) / 1000)}) : null);
    facts.update([
      [words.parts, total ? t('of', {done: worker.channelsProcessed, total}) : null],
      [t('worker.runningFor'), at && worker.collectionStartTime ? duration((now - time(worker.collectionStartTime)) / 1000) : null],
      [t('remaining'), at && worker.estimatedTimeRemaining != null ? duration(worker.estimatedTimeRemaining) : null],
      [words.done, at ? counted(worker.messagesCollectedCurrentRun, worker.unit) : null],
      [t('worker.errors'), at ? number(worker.errorsCurrentRun) : null],
      [t('worker.last'), ago(worker.lastRun)],
      [t('worker.next'), nextRun(worker, at, now)],
      [t('worker.interval'), worker.intervalSeconds ? duration(worker.intervalSeconds) : null],
      ...['runsToday', 'errorsToday'].map(key => [t(`worker.${key}`), worker[key] == null ? null : number(worker[key])]),
    ]);
  };
}

function nextRun(worker, collecting, now) {
  if (collecting) return t('next.afterThis');
  if (!worker.nextRun) return null;
  const seconds = (time(worker.nextRun) - now) / 1000;
  if (seconds > 0) return t('next.in', {time: duration(seconds)});
  return seconds > -60 ? t('next.due') : t('next.overdue', {time: duration(-seconds)});
}

/** For who sees all: the jobs of each user in numbers; choosing one shows only those. */
export function usersView(section, choose) {
  const body = h('tbody');
  const names = ['users.user', 'users.jobs', 'users.running', 'users.lost', 'users.failed'].map(key => h('th', {scope: 'col', 'data-t': key, text: t(key)}));
  section.append(h('div', {class: 'scroll', tabindex: 0, role: 'group', 'aria-labelledby': 'users-title'}, h('table', {}, h('thead', {}, h('tr', {}, ...names)), body)));
  let chosen = null;
  const update = keyed(body, key => {
    const button = h('button', {class: 'link', onclick: () => {
      chosen = chosen === key ? null : key;
      choose(chosen);
    }});
    const cells = [h('th', {scope: 'row'}, button), ...Array.from({length: 4}, () => h('td'))];
    return {node: h('tr', {}, ...cells), update(user) {
      set(button, 'text', user.userId == null ? t('users.nobody') : String(user.userId));
      set(button, 'aria-pressed', chosen === key);
      [user.jobs, user.running, user.lost, user.failed].forEach((n, i) => set(cells[i + 1], 'text', compact(n)));
    }};
  });
  return users => {
    section.hidden = !users?.length;
    update((users ?? []).map(user => [String(user.userId ?? ''), user]));
  };
}

const ENDED = ['completed', 'failed', 'abandoned'];

export function jobsView(section, connection, select) {
  const count = h('span', {class: 'count'});
  const search = h('input', {type: 'search', 'aria-label': t('jobs.search'), placeholder: t('jobs.search')});
  const filter = h('select', {'aria-label': t('jobs.filter')}, ...['all', 'active', 'trouble', 'ended'].map(value => h('option', {value, text: t(`jobs.${value}`)})));
  const tools = h('div', {class: 'tools'}, search, filter);
  const list = h('ul', {class: 'jobs'});
  const empty = h('p', {class: 'empty'});
  section.firstChild.append(' ', count);
  section.append(tools, list, empty);
  let chosen = null;
  let sought = null;

  const update = keyed(list, id => {
    const [title, which] = [h('span'), h('span', {class: 'id'})];
    const name = h('button', {class: 'name', dir: 'auto', tabindex: -1, onclick: () => select(id)}, title, ' ', which);
    const state = badge();
    const left = h('span', {class: 'muted'});
    const value = h('span', {class: 'value'});
    const progress = bar('', true);
    let seen;
    return {node: h('li', {}, name, value, progress.node, state.node, left), name, update({job, health, now, waits, twin}) {
      const key = `${health.state}${health.since}${chosen === id}${twin}`;
      if (seen?.job === job && seen.key === key && !waits) return;
      seen = {job, key};
      set(title, 'text', job.name);
      set(which, 'text', twin && job.name !== id ? id : '');
      set(name, 'aria-current', chosen === id ? 'true' : null);
      state.update(health.state, stateWord(health.state, health.since, now));
      set(left, 'text', remaining(job, health, now));
      set(value, 'text', job.percent == null ? quantity(job.done, job.unit) : percent(job.percent));
      progress.update(job.percent, health.state, spoken(job, health, now), job.name);
    }};
  });

  list.addEventListener('keydown', event => {
    const step = {ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity}[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...list.querySelectorAll('.name')];
    const to = buttons[Math.max(0, Math.min(buttons.length - 1, buttons.indexOf(document.activeElement) + step))];
    to?.focus();
  });
  const one = button => {
    for (const other of list.querySelectorAll('.name[tabindex="0"]')) if (other !== button) set(other, 'tabindex', -1);
    if (button) set(button, 'tabindex', 0);
  };
  list.addEventListener('focusin', event => one(event.target));

  /** The chosen one, if it is out of sight in the list; the page itself does not move. */
  const reveal = () => {
    const row = list.querySelector('[aria-current]')?.parentNode;
    if (row && (row.offsetTop < list.scrollTop || row.offsetTop + row.offsetHeight > list.scrollTop + list.clientHeight)) list.scrollTop = row.offsetTop - 40;
  };

  const wanted = ({job, health}, user) => {
    if (user !== null && String(job.labels?.user_id ?? job.labels?.userId ?? '') !== user) return false;
    if (search.value && !`${job.name} ${job.id}`.toLowerCase().includes(search.value.toLowerCase())) return false;
    if (filter.value === 'active') return !ENDED.includes(health.state);
    if (filter.value === 'ended') return ENDED.includes(health.state);
    return filter.value === 'all' || ['failed', 'lost', 'stalled', 'abandoned'].includes(health.state);
  };
  const rank = ({job}) => (job.finishedAt ? 1 : 0);
  const view = {filter: null, update(current, user, now) {
    chosen = current;
    const all = [...connection.jobs.values()].map(job => ({job, health: connection.health(job), now, waits: job.waiting != null}));
    const shown = all.filter(entry => wanted(entry, user));
    shown.sort((a, b) => rank(a) - rank(b) || (b.job.finishedAt ?? '').localeCompare(a.job.finishedAt ?? '') || a.job.startedAt.localeCompare(b.job.startedAt) || a.job.id.localeCompare(b.job.id));
    tools.hidden = all.length < 8 && !search.value && filter.value === 'all';
    set(count, 'text', all.length ? number(shown.length) + (connection.complete ? '' : '+') : '');
    const [names, twins] = [new Set(), new Set()];
    for (const {job} of shown) (names.has(job.name) ? twins : names).add(job.name);
    update(shown.map(entry => [entry.job.id, {...entry, twin: twins.has(entry.job.name)}]));
    if (sought !== chosen) {
      sought = chosen;
      reveal();
    };
    if (!list.querySelector('[tabindex="0"]')) one(list.querySelector('[aria-current]') ?? list.querySelector('.name'));
    empty.hidden = shown.length > 0;
    set(empty, 'text', t(all.length ? 'jobs.noMatch' : connection.answered ? 'jobs.none' : 'list.unknown'));
    return shown;
  }};
  for (const tool of [search, filter]) tool.addEventListener('input', () => view.changed?.());
  return view;
}

export function alertsView(section, connection, select) {
  const count = h('span', {class: 'count'});
  const list = h('ul', {class: 'alerts'});
  const empty = h('p', {class: 'empty'});
  section.firstChild.append(' ', count);
  section.append(list, empty);
  const update = keyed(list, id => {
    const mark = h('span', {class: 'badge'});
    const job = h('button', {class: 'link', dir: 'auto'});
    const at = h('time', {class: 'muted'});
    const message = h('p', {dir: 'auto'});
    const advice = h('p', {class: 'muted', dir: 'auto'});
    const dismiss = h('button', {text: t('alerts.dismiss'), onclick: async () => {
      dismiss.disabled = true;
      await connection.dismiss(id).catch(error => {
        dismiss.disabled = false;
        set(advice, 'text', error.message);
      });
    }});
    return {node: h('li', {}, h('div', {class: 'row'}, mark, job, at), message, advice, dismiss), update({alert, now, may}) {
      const severity = alert.severity.toLowerCase();
      if (mark.dataset.state !== severity) mark.replaceChildren(icon(severity), t(`severity.${severity}`));
      set(mark, 'data-state', severity);
      set(job, 'text', alert.jobName ?? alert.jobId ?? '');
      job.onclick = () => select(alert.jobId);
      set(at, 'datetime', alert.raisedAt);
      set(at, 'text', clock(time(alert.raisedAt), now));
      set(message, 'text', alert.message);
      set(advice, 'text', alert.advice ?? '');
      dismiss.hidden = !may;
      set(dismiss, 'aria-label', `${t('alerts.dismiss')}: ${alert.message}`);
    }};
  });
  return now => {
    const open = [...connection.alerts.values()].filter(alert => !alert.dismissedAt).sort((a, b) => b.raisedAt.localeCompare(a.raisedAt));
    const may = connection.principal?.scopes?.includes('control') ?? false;
    set(count, 'text', open.length ? number(open.length) : '');
    empty.hidden = open.length > 0;
    set(empty, 'text', t(connection.answered ? 'alerts.none' : 'list.unknown'));
    update(open.map(alert => [alert.id, {alert, now, may}]));
  };
}
