import { escapeMarkup } from '../../text/markup.js';
import { printable } from './text.js';

/** Text that is neither markup nor the end of an attribute; control characters are shown as such. */
export function escapeHtml(text: string): string {
  return escapeMarkup(printable(text));
}
