/** Elements. Text from outside is only ever textContent. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else set(node, name, value);
  }
  node.append(...children.filter(child => child != null));
  return node;
}

/** Changes only what is different, so that nothing flickers and readers keep their place. */
export function set(node, name, value) {
  if (name === 'text') {
    if (node.textContent !== value) node.textContent = value;
  } else if (value == null || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

const PATHS = {
  running: 'M5 3l8 5-8 5z', completed: 'M3 8.5l3.5 3.5L13 4.5', paused: 'M5 3v10M11 3v10', failed: 'M4 4l8 8M12 4l-8 8',
  waiting: 'M4 2h8M4 14h8M5 2c0 5 6 7 6 12M11 2c0 5-6 7-6 12', stalled: 'M8 2l6.5 12h-13zM8 6.5v3.5M8 11.8v.4',
  lost: 'M2 14L14 2M3 8a6 6 0 0 1 8-4.5M13 8a6 6 0 0 1-8 4.5', abandoned: 'M3 8h10', idle: 'M5.5 8a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0',
  info: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13M8 7.5v3.5M8 4.8v.2', warning: 'M8 2l6.5 12h-13zM8 6.5v3.5M8 11.8v.4', critical: 'M5 2h6l3 3v6l-3 3H5l-3-3V5zM8 5v4M8 10.8v.4',
};

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS(svg.namespaceURI, 'path');
  path.setAttribute('d', PATHS[name] ?? PATHS.idle);
  for (const [key, value] of [['viewBox', '0 0 16 16'], ['class', 'icon'], ['aria-hidden', 'true']]) svg.setAttribute(key, value);
  svg.append(path);
  return svg;
}

/** Shows a state by colour, glyph and word. */
export function badge() {
  const word = h('span');
  const node = h('span', {class: 'badge'}, '', word);
  let shown;
  return {node, update(state, text) {
    if (shown !== state) {
      node.firstChild.replaceWith(icon(state));
      set(node, 'data-state', (shown = state));
    }
    set(word, 'text', text);
  }};
}

/** A bar that a screen reader can read: a share, or, without a total, just that work goes on. */
export function bar(label, thin = false) {
  const fill = h('div', {class: 'fill'});
  const node = h('div', {class: thin ? 'bar thin' : 'bar', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-label': label}, fill);
  return {node, update(percent, state, text, name = label) {
    set(node, 'aria-label', name);
    set(node, 'aria-valuenow', percent == null ? null : Math.floor(percent * 10) / 10);
    set(node, 'aria-valuetext', text);
    set(node, 'data-state', state);
    set(node, 'data-unknown', percent == null ? '' : null);
    set(node, 'data-tier', percent == null ? null : percent < 25 ? 'low' : percent < 75 ? 'middle' : 'high');
    const scale = `scaleX(${Math.min(1, Math.max(0, percent == null ? 1 : percent / 100))})`;
    if (fill.style.transform !== scale) fill.style.transform = scale;
  }};
}

/** A list of terms that keeps its rows, in order: update([[term, text], …]); those without a text are left out. */
export function terms() {
  const node = h('dl');
  const rows = new Map();
  return {node, update(entries) {
    const shown = entries.filter(([, text]) => text != null);
    for (const [term, row] of rows) if (!shown.some(([other]) => other === term)) rows.delete(term), row.remove();
    const known = rows.size;
    for (const [term, text] of shown) {
      if (!rows.has(term)) rows.set(term, h('div', {}, h('dt', {text: term}), h('dd', {dir: 'auto'})));
      set(rows.get(term).lastChild, 'text', text);
    }
    if (rows.size > known) node.append(...shown.map(([term]) => rows.get(term)));
    node.hidden = !shown.length;
  }};
}

/** Keeps one child for each key, in order, made by make() and brought up to date by its update(). */
export function keyed(parent, make) {
  const parts = new Map();
  return entries => {
    const focused = parent.contains(document.activeElement) ? document.activeElement : null;
    const keys = new Set(entries.map(([key]) => key));
    for (const [key, part] of parts) if (!keys.has(key)) parts.delete(key), part.node.remove();
    let place = parent.firstChild;
    for (const [key, value] of entries) {
      if (!parts.has(key)) parts.set(key, make(key));
      const part = parts.get(key);
      part.update(value);
      if (part.node === place) place = place.nextSibling;
      else parent.insertBefore(part.node, place);
    }
    if (focused && focused !== document.activeElement && focused.isConnected) focused.focus();
  };
}
