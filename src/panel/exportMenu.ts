import { button, element, icon } from './dom.js';
import { type ExportFormat, exportFormats } from './panelMessages.js';

const names: Readonly<Record<ExportFormat, string>> = {
  json: 'JSON',
  csv: 'CSV',
  html: 'HTML, one file',
  markdown: 'Markdown',
};

/** A menu button (WAI-ARIA Authoring Practices, menu button pattern): arrows, Home, End, Escape; leaving it closes it. */
export function exportMenu(choose: (format: ExportFormat) => void): HTMLElement {
  const items = exportFormats.map(format =>
    button({ key: `export-${format}`, role: 'menuitem', tabindex: -1 }, () => pick(format), names[format]),
  );
  const menu = element('div', { class: 'menu', role: 'menu', 'aria-label': 'Export as', hidden: true }, ...items);
  const opener = button(
    { key: 'export', 'aria-haspopup': 'menu', 'aria-expanded': 'false' },
    () => toggle(menu.hidden !== false),
    'Export',
    icon('down'),
  );
  const root = element('div', { class: 'dropdown' }, opener, menu);

  function toggle(open: boolean): void {
    menu.hidden = !open;
    opener.setAttribute('aria-expanded', String(open));
    if (open) items[0]!.focus();
  }

  function pick(format: ExportFormat): void {
    toggle(false);
    opener.focus();
    choose(format);
  }

  root.addEventListener('keydown', event => {
    const at = items.indexOf(event.target as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === 'Escape' && !menu.hidden) {
      toggle(false);
      opener.focus();
    } else if (to !== undefined && (at >= 0 || event.key === 'ArrowDown')) {
      event.preventDefault();
      if (menu.hidden) toggle(true);
      else items[(to + items.length) % items.length]!.focus();
    }
  });
  root.addEventListener('focusout', event => {
    if (!root.contains(event.relatedTarget as Node | null)) toggle(false);
  });
  return root;
}
