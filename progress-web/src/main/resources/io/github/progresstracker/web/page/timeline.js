/** What happened to a job, newest first: only the rows in sight exist, and long silences are one row. */
import {h, set} from './dom.js';
import {clock, duration, known, t} from './format.js';
import {time} from './connection.js';

const ROW = 30;
const SILENCE = 5 * 60_000;
const KINDS = {
  errors: /error|fail|dead|expir/, alerts: /alert/, stages: /stage|phase|start|end|complet|finish|paus|resum|stop|wait|total|area|discover|credential/,
  progress: /./,
};

const kindOf = ({event, details}) => (details?.state === 'FAILED' ? 'errors' : Object.keys(KINDS).find(kind => KINDS[kind].test(event.toLowerCase())));
const nameOf = event => (known(`event.${event}`) ? t(`event.${event}`) : event.replace(/_|(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase());
const say = value => (typeof value === 'object' ? JSON.stringify(value) : String(value));
const detailsOf = entry => Object.entries(entry.details ?? {}).filter(([, value]) => value != null).map(([key, value]) => `${key}: ${say(value)}`).concat(entry.writer ?? []).join(' · ');

export function timeline(id, connection) {
  const list = h('ul');
  const scroll = h('div', {class: 'timeline', tabindex: 0, role: 'group', 'aria-label': t('timeline')}, list);
  const empty = h('p', {class: 'empty', text: t('timeline.none')});
  let entries = [];
  let rows = [];
  let next = null;
  let fetching = false;
  let chosen = 'all';

  const buttons = ['all', ...Object.keys(KINDS)].map(kind => h('button', {text: t(`timeline.${kind}`), 'aria-pressed': kind === 'all', onclick: () => {
    chosen = kind;
    buttons.forEach(button => set(button, 'aria-pressed', button.dataset.kind === kind));
    scroll.scrollTop = 0;
    arrange();
  }, 'data-kind': kind}));
  const node = h('section', {class: 'part wide'}, h('h3', {text: t('timeline')}), h('div', {class: 'filters', role: 'group', 'aria-label': t('timeline.filter')}, ...buttons), scroll, empty);

  function arrange() {
    rows = [];
    let before = null;
    for (const entry of entries) {
      if (chosen !== 'all' && kindOf(entry) !== chosen) continue;
      const at = time(entry.at);
      if (before !== null && before - at > SILENCE) rows.push({silence: (before - at) / 1000});
      rows.push({entry, at});
      before = at;
    }
    draw();
  }

  function row({entry, at, silence}, index) {
    const place = {'aria-posinset': index + 1, 'aria-setsize': next === null ? rows.length : -1};
    if (silence) return h('li', {...place, class: 'silence', text: t('timeline.silence', {time: duration(silence)})});
    const details = detailsOf(entry);
    return h('li', {...place, 'data-kind': kindOf(entry), title: details}, h('time', {datetime: entry.at, text: clock(at, connection.now())}),
      h('b', {text: nameOf(entry.event)}), h('span', {class: 'muted', dir: 'auto', text: details}));
  }

  function draw() {
    const from = Math.max(0, Math.floor(scroll.scrollTop / ROW) - 5);
    const to = Math.min(rows.length, from + Math.ceil((scroll.clientHeight || 300) / ROW) + 10);
    list.style.height = `${rows.length * ROW}px`;
    list.replaceChildren(...rows.slice(from, to).map((each, i) => row(each, from + i)));
    list.style.paddingTop = `${from * ROW}px`;
    scroll.hidden = !rows.length;
    empty.hidden = rows.length > 0;
    if (next !== null && to > rows.length - 20) fetchMore();
  }

  async function fetchMore() {
    if (fetching) return;
    fetching = true;
    try {
      const page = await connection.timeline(id, {after: next});
      const have = new Set(entries.map(entry => entry.id));
      entries.push(...page.entries.filter(entry => !have.has(entry.id)));
      next = page.next;
    } catch {
      next = null;
    }
    fetching = false;
    arrange();
  }

  /** After a gap in the stream: what happened meanwhile, or all anew if that is more than a page. */
  async function renew() {
    const page = await connection.timeline(id).catch(() => null);
    if (!page) return;
    const have = new Set(entries.map(entry => entry.id));
    const fresh = page.entries.filter(entry => !have.has(entry.id));
    if (fresh.length < page.entries.length) entries.unshift(...fresh);
    else [entries, next] = [fresh, page.next];
    if (fresh.length) arrange();
  }

  scroll.addEventListener('scroll', () => requestAnimationFrame(draw), {passive: true});
  fetchMore();
  return {node, renew, add(entry) {
    if (entries.some(other => other.id === entry.id)) return;
    entries.unshift(entry);
    arrange();
  }};
}
