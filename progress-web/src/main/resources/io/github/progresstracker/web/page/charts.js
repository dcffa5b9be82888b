/** Throughput, and where the end was predicted when: a good estimate draws a flat line in a narrowing band. */
import {h, set} from './dom.js';
import {clock, compact, rate, share, t} from './format.js';
import {time} from './connection.js';

let loading;

/** Only a page that shows a chart pays for the library. */
function library() {
  return (loading ??= new Promise((done, failed) => {
    document.head.append(h('script', {src: new URL('vendor/uPlot.iife.min.js', import.meta.url), onload: done, onerror: failed}));
  }));
}

/** Seconds between two lines of a chart of times. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000];

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function figure(title, legend) {
  const plot = h('div', {class: 'plot', role: 'img'});
  const rows = h('tbody');
  const data = h('details', {}, h('summary', {text: t('chart.data')}), h('div', {class: 'scroll', tabindex: 0, role: 'group', 'aria-label': title}, h('table', {}, rows)));
  const note = h('p', {class: 'muted'});
  const keys = legend.map(([kind, key]) => h('span', {}, h('i', {class: `key ${kind}`}), t(key)));
  return {title, plot, rows, data, note, node: h('figure', {class: 'part'}, h('h3', {text: title}), h('p', {class: 'legend'}, ...keys), plot, note, data)};
}

/** The stretch of time that shows most: early guesses may be days off and must not flatten the rest. */
function sight(points, finish) {
  const late = points.slice(Math.floor(points.length * 0.3));
  const all = [...late.flatMap(p => [p.lowAt, p.highAt]), ...points.map(p => p.completionAt), finish].filter(value => value != null).sort((a, b) => a - b);
  if (!all.length) return [0, 1];
  const [low, high] = [all[Math.floor(all.length * 0.02)], all[Math.ceil(all.length * 0.98) - 1]];
  const pad = Math.max(5_000, (high - low) * 0.08);
  return [(Math.min(low, finish ?? low) - pad) / 1000, (Math.max(high, finish ?? high) + pad) / 1000];
}

export function charts(id, connection) {
  const speed = figure(t('chart.speed'), [['now', 'chart.now'], ['average', 'chart.average']]);
  const finish = figure(t('chart.finish'), [['now', 'chart.predicted'], ['band', 'chart.interval'], ['rule', 'chart.true']]);
  const node = h('div', {class: 'charts'}, speed.node, finish.node);
  const plots = [];
  let [latest, drawnFor] = [null, ''];
  let closed = false;

  const axis = format => ({stroke: colour('--muted'), grid: {stroke: colour('--line'), width: 1}, ticks: {show: false}, font: '12px system-ui', values: (_, ticks, axis, space, step) => ticks.map(tick => format(tick, step))});
  const line = (token, more) => ({stroke: colour(token), width: 2, points: {show: false}, ...more});

  const at = (seconds, step) => clock(seconds * 1000, connection.now(), {seconds: step < 60});

  function make(into, series, y, more = {}) {
    const width = into.plot.clientWidth || 300;
    const plot = new uPlot({
      width, height: 190, legend: {show: false}, cursor: {y: false, drag: {x: false, y: false}, points: {size: 6}},
      scales: {x: {time: true}, y: more.range ? {range: more.range} : {}}, series: [{}, ...series], bands: more.bands,
      axes: [{...axis(at), space: 96, size: 28, incrs: STEPS}, {...axis(y), size: more.size, ...(more.steps && {incrs: more.steps})}],
      hooks: {draw: more.draw ?? [], setCursor: [u => set(into.note, 'text', u.cursor.idx == null ? into.summary : more.say(u.cursor.idx))]},
    }, [[], ...series.map(() => [])], into.plot);
    plots.push(plot);
    return plot;
  }

  function build() {
    for (const plot of plots.splice(0)) plot.destroy();
    const unit = () => latest.job.unit;
    const points = () => connection.series(id).points;
    const sayTime = ms => clock(ms, connection.now());
    make(speed, [line('--running', {fill: colour('--tint')}), line('--muted', {dash: [4, 4], width: 1.5})], n => compact(n), {
      size: 48, range: (_, low, high) => [0, (high || 1) * 1.1], say: i => `${sayTime(points()[i].at)} · ${rate(points()[i].perSecond, unit())}`,
    });
    make(finish, [line('--running', {width: 0}), line('--running', {width: 0}), line('--running')], at, {
      size: 86, steps: STEPS, bands: [{series: [1, 2], fill: colour('--band')}], range: () => sight(predicted(), latest.end),
      say: i => `${sayTime(predicted()[i].at)} → ${[predicted()[i].completionAt, predicted()[i].lowAt, predicted()[i].highAt].map(sayTime).join(' · ')}`,
      draw: [u => {
        if (latest.end == null) return;
        const {left, width} = u.bbox;
        const y = u.valToPos(latest.end / 1000, 'y', true);
        Object.assign(u.ctx, {strokeStyle: colour('--completed'), lineWidth: 2 * devicePixelRatio});
        u.ctx.beginPath();
        u.ctx.moveTo(left, y);
        u.ctx.lineTo(left + width, y);
        u.ctx.stroke();
      }],
    });
    const observer = new ResizeObserver(() => [speed, finish].forEach((each, i) => plots[i]?.setSize({width: each.plot.clientWidth, height: 190})));
    observer.observe(speed.plot);
    plots.push({destroy: () => observer.disconnect()});
  }

  const measured = points => points.filter(p => p.perSecond != null);
  const predicted = () => connection.series(id).points.filter(p => p.completionAt != null);

  function table(into, head, rows) {
    if (!into.data.open) return;
    const step = Math.ceil(rows.length / 40);
    into.rows.replaceChildren(h('tr', {}, ...head.map(text => h('th', {scope: 'col', text}))),
      ...rows.filter((_, i) => i % step === 0).map(row => h('tr', {}, ...row.map(text => h('td', {text})))));
  }

  function draw() {
    if (closed || !plots.length) return;
    const {job, now} = latest;
    const points = connection.series(id).points;
    const ends = predicted();
    latest.end = job.state === 'COMPLETED' ? time(job.finishedAt) : null;
    const average = job.rates?.averagePerSecond ?? null;
    const x = list => list.map(p => p.at / 1000);
    const y = (list, key) => list.map(p => p[key] && p[key] / 1000);
    speed.summary = average == null ? '' : t(job.finishedAt ? 'chart.speedEnded' : 'chart.speedSays', {now: rate(job.rates.currentPerSecond, job.unit), average: rate(average, job.unit)});
    finish.summary = finishSays(job, now);
    for (const each of [speed, finish]) {
      set(each.plot, 'aria-label', each.summary || each.title);
      set(each.note, 'text', each.summary);
    }
    finish.node.querySelector('.rule').parentNode.hidden = latest.end == null;
    speed.node.hidden = measured(points).length < 2;
    finish.node.hidden = ends.length < 2;
    plots[0].setData([x(points), points.map(p => p.perSecond), points.map(() => average)]);
    plots[1].setData([x(ends), y(ends, 'highAt'), y(ends, 'lowAt'), y(ends, 'completionAt')]);
    table(speed, [t('chart.time'), t('speed')], points.map(p => [clock(p.at, now), rate(p.perSecond, job.unit)]));
    table(finish, [t('chart.time'), t('finish'), t('chart.earliest'), t('chart.latest')], ends.map(p => [p.at, p.completionAt, p.lowAt, p.highAt].map(ms => clock(ms, now))));
  }

  function finishSays(job, now) {
    if (latest.end != null) return t('chart.ended', {at: clock(latest.end, now), error: share(job.etaAccuracy?.error)});
    if (!job.eta?.completionAt) return t('chart.unknown');
    const at = seconds => clock(time(job.at) + seconds * 1000, now);
    return t('chart.finishSays', {at: clock(time(job.eta.completionAt), now), low: at(job.eta.lowSeconds), high: at(job.eta.highSeconds)});
  }

  for (const each of [speed, finish]) each.data.addEventListener('toggle', draw);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const recolour = () => plots.length && (build(), draw());
  dark.addEventListener('change', recolour);

  return {node, update(job, now) {
    const points = connection.series(id).points;
    latest = {job, now, end: latest?.end ?? null};
    node.hidden = measured(points).length < 2 && predicted().length < 2;
    const key = `${points.length} ${points.at(-1)?.at} ${job.state}`;
    if (node.hidden || key === drawnFor) return;
    drawnFor = key;
    library().then(() => {
      if (!plots.length && !closed) build();
      draw();
    }, () => (node.hidden = true));
  }, close() {
    closed = true;
    dark.removeEventListener('change', recolour);
    for (const plot of plots.splice(0)) plot.destroy();
  }};
}
