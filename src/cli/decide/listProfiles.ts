import type { Profile } from '../../decision/profile.js';
import { type Printer, printable } from '../print.js';

export function listProfiles(profiles: readonly Profile[], printer: Printer): void {
  if (printer.json) {
    printer.result(`${JSON.stringify({ status: 'success', profiles }, undefined, 2)}\n`);
    return;
  }
  for (const { name, when, teamSize, tenancy, highestSensitivity, patterns, stacks } of profiles) {
    const { min = 1, max } = teamSize;
    const languages = stacks.flatMap(stack => stack.languages).join(', ');
    printer.say(printer.style('bold', name));
    printer.say(`  ${printable(when)}`);
    printer.say(`  ${max === undefined ? `${min} engineers or more` : `${min} to ${max} engineers`}; ${languages}`);
    printer.say(`  ${patterns.join(', ')}; ${tenancy.join(', ')}; up to ${highestSensitivity}`);
  }
}
