/** The few words in which the page is built. Text is only ever text: nothing here parses markup. */

type Child = Node | string | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Attributes that are `false` or undefined are left out, `true` ones are empty. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  dress(made, attributes, children);
  return made;
}

export function drawing<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  dress(made, attributes, children);
  return made;
}

/** `key`: what keeps the focus when the place around it is filled anew. */
export function button(
  attributes: Attributes & { readonly key: string },
  onClick: () => void,
  ...children: readonly Child[]
): HTMLButtonElement {
  const { key, ...rest } = attributes;
  const made = element('button', { type: 'button', 'data-key': key, ...rest }, ...children);
  made.addEventListener('click', onClick);
  return made;
}

const shown = new WeakMap<Element, string>();

/** Fills a place when what it shows has changed, and only then. The focus stays on what has the same key. */
export function fill(place: HTMLElement, model: unknown, build: () => readonly Child[]): void {
  const now = JSON.stringify(model) ?? '';
  if (shown.get(place) === now) return;
  shown.set(place, now);
  const focused = place.contains(document.activeElement) ? document.activeElement?.getAttribute('data-key') : undefined;
  const scrolled = [...place.querySelectorAll('[data-scroll]')].map(part => [part.scrollLeft, part.scrollTop] as const);
  place.replaceChildren(...build().filter(child => child !== undefined && child !== false));
  for (const [index, part] of [...place.querySelectorAll('[data-scroll]')].entries()) {
    part.scrollLeft = scrolled[index]?.[0] ?? 0;
    part.scrollTop = scrolled[index]?.[1] ?? 0;
  }
  if (focused) place.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

/** A column of words, which stands left; figures stand right. */
export interface Wording {
  readonly words: string;
}

/** A table that scrolls sideways when it is wider than the page. The first cell of each row is its header. */
export function table(
  caption: string,
  head: readonly (string | Wording)[],
  rows: readonly { readonly className?: string; readonly cells: readonly Child[] }[],
): HTMLElement {
  const classOf = (column: string | Wording | undefined) => (typeof column === 'object' ? 'wording' : undefined);
  const headers = head.map(column =>
    element('th', { scope: 'col', class: classOf(column) }, typeof column === 'object' ? column.words : column),
  );
  const lines = rows.map(({ className, cells }) =>
    element(
      'tr',
      { class: className },
      ...cells.map((cell, index) =>
        index ? element('td', { class: classOf(head[index]) }, cell) : element('th', { scope: 'row' }, cell),
      ),
    ),
  );
  const region = element(
    'div',
    { class: 'scroll', 'data-scroll': true, role: 'region', 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', { class: 'unseen' }, caption),
      element('thead', {}, element('tr', {}, ...headers)),
      element('tbody', {}, ...lines),
    ),
  );
  scrolling.observe(region);
  return region;
}

/** What scrolls can be scrolled with the keyboard; what does not is no stop on its way. */
const scrolling = new ResizeObserver(entries => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
    if (scrolls) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
});

const icons = {
  check: 'M3 8.5l3.2 3.2L13 5',
  cross: 'M4 4l8 8M12 4l-8 8',
  warning: 'M8 2.2L14.5 13.5h-13zM8 6.5v3.2M8 11.4v.6',
  info: 'M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8zM8 7v4.2M8 4.6v.7',
  question: 'M5.6 6a2.4 2.4 0 114 1.8c-.9.7-1.6 1.1-1.6 2.2M8 12.2v.6',
  dash: 'M3.5 8h9',
  stop: 'M4.5 4.5h7v7h-7z',
  again: 'M12.8 6.2A5.2 5.2 0 103 9.4M13 2.6v3.8H9.2',
  down: 'M4 6.2l4 4 4-4',
  pulse: 'M1.5 9h3l1.8-5 3 8.2 1.7-4.6.8 1.4h2.7',
} as const;
export type IconName = keyof typeof icons;

export function icon(name: IconName): SVGSVGElement {
  return drawing(
    'svg',
    { class: `icon icon-${name}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    drawing('path', { d: icons[name] }),
  );
}

function dress(made: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.filter(child => child !== undefined && child !== false));
}
