/** Words and numbers in the reader's language. The server sends neither. */
export const LANGUAGES = {en: 'English', de: 'Deutsch'};

export let language = 'en';
let locale = 'en';
let words = {};
let plurals;
const formats = new Map();

/** Takes the first language there is a file of words for. */
export async function speak(wanted) {
  const tag = [...wanted, 'en'].find(each => each.split('-')[0] in LANGUAGES);
  language = tag.split('-')[0];
  locale = navigator.languages.find(each => each.split('-')[0] === language) ?? tag;
  words = await (await fetch(new URL(`i18n/${language}.json`, import.meta.url))).json();
  plurals = new Intl.PluralRules(locale);
  formats.clear();
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
}

export const known = key => key in words;

/** The words for a key, with {name} filled in; {n} chooses between key.one and key.other. */
export function t(key, values = {}) {
  const form = 'n' in values && `${key}.${plurals.select(values.n)}`;
  const phrase = words[form] ?? words[`${key}.other`] ?? words[key] ?? key;
  return phrase.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === 'number' ? number(values[name]) : (values[name] ?? '')));
}

function format(kind, options, value) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl[kind](locale, options));
  return formats.get(key).format(value);
}

const NONE = '–';

export const number = (n, digits = 0) => (n == null ? NONE : format('NumberFormat', {maximumFractionDigits: digits}, n));
export const significant = n => (n == null ? NONE : format('NumberFormat', {maximumSignificantDigits: n >= 100 ? 4 : 3}, n));
export const compact = n => format('NumberFormat', {notation: 'compact', maximumFractionDigits: 1}, n);

/** Rounded down: 99.96 % is not 100 %. */
export const percent = n => (n == null ? NONE : format('NumberFormat', {style: 'percent', minimumFractionDigits: n >= 100 ? 0 : 1}, Math.floor(n * 10) / 1000));

/** With enough digits to tell little from nothing, and nearly all from all. */
export function share(n) {
  if (n == null) return NONE;
  const rest = Math.min(n, Math.abs(1 - n));
  return format('NumberFormat', {style: 'percent', maximumFractionDigits: rest && rest < 0.01 ? Math.min(6, -Math.floor(Math.log10(rest)) - 2) : 1}, n);
}

export function quantity(n, unit) {
  if (unit !== 'bytes') return number(n);
  const power = Math.min(5, Math.floor(Math.log2(Math.max(1, n)) / 10));
  return `${significant(n / 1024 ** power)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'][power]}`;
}

/** With what is counted behind it, where the number does not say it. */
export const counted = (n, unit) => (unit && unit !== 'bytes' ? `${quantity(n, unit)} ${unit}` : quantity(n, unit));

/** In the unit of time in which it reads best: number and unit. */
export function rateParts(perSecond, unit) {
  if (perSecond == null) return [NONE, ''];
  if (unit === 'bytes') return `${quantity(perSecond, unit)}/s`.split(' ');
  const [factor, per] = perSecond >= 1 || perSecond === 0 ? [1, 's'] : perSecond * 60 >= 1 ? [60, 'min'] : [3600, 'h'];
  return [significant(perSecond * factor), `${unit ?? ''}/${per}`];
}

export const rate = (perSecond, unit) => rateParts(perSecond, unit).join(' ').trim();

/** Its two largest parts; never negative. */
export function duration(seconds) {
  if (seconds == null) return NONE;
  const all = Math.max(0, Math.round(seconds));
  const short = seconds > 0 && seconds < 10 ? number(seconds, seconds < 1 ? 2 : 1) : all % 60;
  const parts = [Math.floor(all / 86400), Math.floor(all / 3600) % 24, Math.floor(all / 60) % 60, short].map((n, i) => [n, words.units[i]]);
  const first = all < 60 ? 3 : parts.findIndex(([n]) => n);
  return parts.slice(first, first + 2).filter(([n], i) => n || !i).map(([n, unit]) => n + unit).join(' ');
}

const DAY = 86_400_000;

/** The time of day, with the date unless it is near. */
export function clock(ms, now, {seconds = true} = {}) {
  if (!Number.isFinite(ms)) return NONE;
  const far = new Date(ms).toDateString() !== new Date(now).toDateString();
  const day = !far ? {} : Math.abs(ms - now) < 6 * DAY ? {weekday: 'short'} : {month: 'short', day: 'numeric'};
  const full = far || !seconds ? {} : {second: '2-digit'};
  if (Math.abs(ms - now) > 300 * DAY) return format('DateTimeFormat', {dateStyle: 'medium'}, ms);
  return format('DateTimeFormat', {hour: '2-digit', minute: '2-digit', ...full, ...day}, ms);
}
