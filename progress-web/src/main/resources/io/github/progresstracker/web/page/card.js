/** The job that was chosen: how far, how long still, how sure, and what is wrong. */
import {badge, bar, h, keyed, set, terms} from './dom.js';
import {clock, duration, number, percent, quantity, rate, rateParts, share, significant, t} from './format.js';
import {remaining, spoken, stateWord, wordsOf} from './lists.js';
import {time} from './connection.js';
import {charts} from './charts.js';
import {timeline} from './timeline.js';

const worth = entries => entries.filter(([, value]) => value);
const section = (key, ...parts) => h('section', {class: 'part'}, h('h3', {text: t(key)}), ...parts);

const OF = {exact: 'of', estimate: 'ofAbout'};

export function of(job) {
  const {kind, value, low, high} = job.total ?? {};
  const done = quantity(job.done, job.unit);
  const count = value == null ? done : t(OF[kind] ?? 'ofAtLeast', {done, total: quantity(value, job.unit), low: quantity(low, job.unit), high: quantity(high, job.unit)});
  return job.unit && job.unit !== 'bytes' ? `${count} ${job.unit}` : count;
}

function figure() {
  const [label, value, unit, note] = [h('dt'), h('span', {class: 'big'}), h('span', {class: 'muted'}), h('dd', {class: 'muted'})];
  return {node: h('div', {}, label, h('dd', {}, value, ' ', unit), note), update(...texts) {
    [label, value, note, unit].forEach((node, i) => set(node, 'text', texts[i] ?? ''));
  }};
}

/** With its unit only where it is not that of the current rate. */
function averageBeside(rates, unit, of) {
  if (rates?.averagePerSecond == null) return null;
  const [average, own] = rateParts(rates.averagePerSecond, of);
  return t('average', {rate: own === unit ? average : `${average} ${own}`});
}

export function card(id, connection) {
  const name = h('h2', {dir: 'auto', tabindex: -1});
  const state = badge();
  const controls = h('div', {class: 'controls'});
  const notice = h('p', {class: 'notice', dir: 'auto'});
  const figures = [figure(), figure(), figure(), figure()];
  const levels = h('div', {class: 'levels'});
  const types = h('div', {class: 'types'});
  const [quality, cost, items, details] = [terms(), terms(), terms(), terms()];
  const flight = h('ul', {class: 'items'});
  const parts = {
    types: section('types', types), quality: section('quality', quality.node), cost: section('cost', cost.node), items: section('items', items.node, flight),
  };
  const drawn = charts(id, connection);
  const feed = timeline(id, connection);
  const node = h('article', {class: 'card', 'aria-label': t('job')},
    h('div', {class: 'head'}, name, state.node, controls), notice, h('dl', {class: 'figures'}, ...figures.map(each => each.node)), levels,
    drawn.node, h('div', {class: 'parts'}, ...Object.values(parts)), h('details', {}, h('summary', {text: t('details')}), details.node), feed.node);

  let refusal = null;
  const commands = keyed(controls, what => {
    let busy = false;
    const button = h('button', {text: t(`control.${what}`), onclick: async () => {
      busy = button.disabled = true;
      await connection[what](id).catch(error => (refusal = {text: error.message, until: connection.now() + 8_000}));
      setTimeout(() => (busy = button.disabled = false), 2_000);
    }});
    return {node: button, update: away => (button.disabled = busy || away)};
  });
  const bars = keyed(levels, () => {
    const [label, value] = [h('span', {dir: 'auto'}), h('span', {class: 'value'})];
    const progress = bar('');
    const chips = h('ul', {class: 'phases'});
    const phases = keyed(chips, () => {
      const mark = badge();
      return {node: h('li', {}, mark.node), update: ([state, text]) => mark.update(state, text)};
    });
    return {node: h('div', {class: 'level'}, h('div', {class: 'row'}, label, value), progress.node, chips), update(level) {
      set(label, 'text', level.label);
      set(value, 'text', [level.percent == null ? null : percent(level.percent), level.text].filter(Boolean).join(' · '));
      progress.update(level.percent, level.state, level.spoken ?? value.textContent, level.label);
      phases(level.phases);
      chips.hidden = !level.phases.length;
    }};
  });
  const kinds = keyed(types, () => {
    const [label, value] = [h('span', {dir: 'auto'}), h('span', {class: 'value'})];
    const fill = h('div', {class: 'fill'});
    return {node: h('div', {class: 'type'}, label, h('div', {class: 'bar thin', 'aria-hidden': 'true'}, fill), value), update([type, n, most]) {
      set(label, 'text', type);
      set(value, 'text', number(n));
      fill.style.transform = `scaleX(${n / most})`;
    }};
  });
  const pieces = keyed(flight, () => {
    const [label, what] = [h('span', {class: 'name', dir: 'auto'}), h('span', {class: 'muted', dir: 'auto'})];
    const mark = badge();
    return {node: h('li', {}, mark.node, label, what), update(item) {
      const failed = item.status === 'FAILED';
      mark.update(failed ? 'failed' : 'running', t(failed ? 'state.failed' : 'state.running'));
      set(label, 'text', item.id);
      set(label, 'title', item.id);
      set(what, 'text', [item.stage, item.percent == null || failed ? null : percent(item.percent), item.message].filter(Boolean).join(' · '));
    }};
  });

  function update(job, now) {
    const health = connection.health(job);
    set(node, 'data-state', health.state);
    set(name, 'text', job.name);
    state.update(health.state, stateWord(health.state, null, now));
    const away = connection.state === 'offline' && now - connection.heardAt > 3_000;
    commands((job.controls ?? []).map(what => [what, away]));
    const text = now < refusal?.until ? refusal.text : away ? t('notice.offline', {at: clock(connection.heardAt, now)}) : noticeOf(job, health, now);
    notice.hidden = !text;
    set(notice, 'text', text);
    headline(job, health, now);
    bars(levelsOf(job, health, now));
    figuresOf(job, now);
    drawn.update(job, now);
  }

  function headline(job, health, now) {
    const {eta, rates} = job;
    figures[0].update(t('done'), job.percent == null ? quantity(job.done, job.unit) : percent(job.percent), of(job));
    if (job.finishedAt) {
      const error = job.etaAccuracy?.error;
      figures[1].update(t('ended'), clock(time(job.finishedAt), now), t('took', {time: duration(job.elapsedSeconds)}));
      figures[2].update(t('etaError'), error == null ? '–' : share(error), error == null ? '' : t('coverage', {share: share(Math.round(job.etaAccuracy.coverage * 100) / 100)}));
      const [average, unit] = rateParts(rates?.averagePerSecond, job.unit);
      figures[3].update(t('speed'), average, unit ? t('averageOfAll') : '', unit);
      return;
    }
    const known = eta?.remainingSeconds != null && !['paused', 'lost'].includes(health.state);
    const range = known && eta.lowSeconds != null && eta.highSeconds != null;
    figures[1].update(t('remaining'), known ? duration(eta.remainingSeconds) : '–', range ? t('likely', {low: duration(eta.lowSeconds), high: duration(eta.highSeconds)}) : remaining(job, health, now));
    figures[2].update(t('finish'), known ? clock(time(eta.completionAt), now, {seconds: eta.remainingSeconds < 300}) : '–', health.state === 'stalled' ? t('basis.STALLED') : known && eta.confidence != null ? t('confidence', {method: t(`method.${eta.method}`), share: share(Math.round(eta.confidence * 100) / 100)}) : '');
    const trend = rates?.trend?.direction;
    const [speed, unit] = rateParts(rates?.currentPerSecond, job.unit);
    figures[3].update(t('speed'), speed, [averageBeside(rates, unit, job.unit), trend ? t(`trend.${trend}`) : null].filter(Boolean).join(' · '), unit);
  }

  function figuresOf(job, now) {
    const {outcomes, usage, items: pieceCounts, activity, rates, eta} = job;
    const byType = Object.entries(activity?.itemsByType ?? {}).sort((a, b) => b[1] - a[1]);
    kinds(byType.slice(0, 12).map(([type, n]) => [type, [type, n, byType[0][1] || 1]]));
    parts.types.hidden = !byType.length;
    const counts = worth(Object.entries(outcomes ?? {}));
    quality.update(counts.map(([key, n]) => [t(`quality.${key}`), key === 'errorRate' || key === 'qualityScore' ? share(n) : number(n)]));
    parts.quality.hidden = !counts.length;
    const spent = worth(Object.entries(usage ?? {}));
    cost.update(spent.map(([key, n]) => [t(`cost.${key}`), /Rate|Efficiency/.test(key) ? share(n) : /Seconds/.test(key) ? duration(n) : number(n, 2)])
      .concat(usage?.cost && job.done > job.offset ? [[t('cost.per', {unit: job.unit ?? ''}), significant(usage.cost / (job.done - job.offset))]] : []));
    parts.cost.hidden = !spent.length;
    const times = pieceCounts?.times;
    items.update(worth(['pending', 'processing', 'completed', 'failed'].map(key => [t(`items.${key}`), pieceCounts?.[key] && number(pieceCounts[key])]))
      .concat(times?.count ? ['medianSeconds', 'p90Seconds', 'p99Seconds'].map(key => [t(`items.${key}`), duration(times[key])]) : []));
    pieces([...(pieceCounts?.inFlight ?? []), ...(pieceCounts?.failures ?? [])].map(item => [item.status + item.id, item]));
    parts.items.hidden = !pieceCounts || !(flight.children.length || items.node.children.length);
    const alive = job.writers?.filter(writer => writer.alive).length;
    details.update([
      ['id', job.id], [t('details.started'), clock(time(job.startedAt), now)], [t('details.elapsed'), duration(job.elapsedSeconds)],
      [t('details.active'), job.activeSeconds == null ? null : duration(job.activeSeconds)], [t('details.heard'), clock(time(job.updatedAt ?? job.at), now)],
      [t('details.operation'), activity?.operationType?.toLowerCase().replaceAll('_', ' ')], [t('details.stage'), activity?.stage], [t('details.type'), activity?.currentDataType],
      [t('details.last'), activity?.lastProcessedId], [t('details.peak'), rates?.peakPerSecond == null ? null : rate(rates.peakPerSecond, job.unit)],
      ...Object.entries((!job.finishedAt && eta?.factors) || {}).map(([key, n]) => [t(`factor.${key}`), significant(n)]),
      [t('details.writers'), job.writers?.length ? t('details.alive', {alive, all: job.writers.length}) : null],
      ...Object.entries(job.labels ?? {}),
    ]);
  }

  return {node, name, update, close: drawn.close, add: feed.add, renew: feed.renew};
}

function noticeOf(job, health, now) {
  const {state, since} = health;
  const ago = since == null ? '' : duration((now - since) / 1000);
  if (job.stopRequested && !job.finishedAt) return t('notice.stop');
  if (state === 'waiting') return t(job.waiting?.until ? 'notice.waitUntil' : 'notice.wait', {reason: job.waiting?.reason ?? '', time: duration((time(job.waiting?.until) - now) / 1000)});
  if (state === 'stalled' || state === 'lost') return t(`notice.${state}`, {at: clock(since, now), time: ago});
  if (state === 'failed' || state === 'abandoned') return job.message ?? t(`state.${state}`);
  return job.message ?? '';
}

/** The job, then, level by level, the parts at work: session, batch, whatever there is. */
function levelsOf(job, health, now) {
  const all = [['0', {label: t('overall'), percent: job.percent, text: of(job), state: health.state, spoken: spoken(job, health, now), phases: phasesOf(job)}]];
  const said = job.part ?? job.activity?.part;
  if (said?.name) all.push(['part', keptPart(said, health.state, wordsOf(job).parts)]);
  const most = 8;
  for (let level = [job]; level.length && all.length < most;) {
    level = level.flatMap(atWork);
    all.push(...level.slice(0, most - all.length).flatMap(partOf));
  }
  return all;
}

/** The parts that have not ended, or of parts that take turns the one whose turn it is. */
function atWork(part) {
  const open = (part.children ?? []).filter(child => !['COMPLETED', 'ABANDONED'].includes(child.state));
  const turn = open.find(child => child.name === part.activity?.part?.name);
  return turn ? [turn] : open;
}

/** All that a job of another process says of its parts: which one it is at, and how many there are. */
function keptPart({name, done, total}, state, word) {
  const text = total == null ? '' : t('of', {done: done ?? 0, total});
  return {label: total == null ? name : `${word}: ${name}`, percent: total ? (100 * (done ?? 0)) / total : null, text, state, phases: []};
}

function partOf(part) {
  const state = part.state.toLowerCase();
  const batch = [part.id, {label: part.name, percent: part.percent, text: of(part), state, phases: phasesOf(part)}];
  if (!part.step) return [batch];
  const {number: n, count} = part.step;
  return [[`${part.id} step`, {label: t('session'), percent: count ? (100 * n) / count : null, text: count ? t('of', {done: n, total: count}) : number(n), state, phases: []}], batch];
}

function phasesOf(part) {
  return (part.phases ?? []).map(phase => [phase.name, [phase.finished ? 'completed' : phase.name === part.phase ? part.state.toLowerCase() : 'idle',
    [phase.name, phase.percent == null ? quantity(phase.done, part.unit) : percent(phase.percent)].join(' ')]]);
}
