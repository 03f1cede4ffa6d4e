import type { Decision } from '../../decision/decide.js';
import type { Words } from '../args.js';
import { type Printer, printable, shownPath } from '../print.js';

export { decideForm } from '../decide/form.js';

/** Exit code 0 with a recommendation, 1 without one, 2 when answers are missing; 130 after Ctrl-C. @throws Problem */
export async function runDecide(words: Words, printer: Printer): Promise<number> {
  const { readOptions } = await import('../decide/options.js');
  const options = await readOptions(words);
  const { projectProfiles } = await import('../decide/profileFiles.js');
  const { checkOutput, writeDecision, writeSlo } = await import('../decide/writeDecision.js');
  if (options.output !== undefined) await checkOutput(options.output);
  const profiles = await projectProfiles(options.profileFolder, printer);
  if (options.listProfiles) {
    const { listProfiles } = await import('../decide/listProfiles.js');
    listProfiles(profiles, printer);
    return 0;
  }
  const { decide } = await import('../../decision/decide.js');
  const { askInTerminal, isTerminal } = await import('../decide/ask.js');
  let decision = decide(options.answers, profiles);
  if (decision.outcome === 'missing' && isTerminal()) {
    decision = decide(await askInTerminal(options.answers, printer), profiles);
  }
  const { recommendation } = decision;
  await show(decision, printer);
  if (recommendation === undefined) {
    if (options.output !== undefined || options.writeSlo) printer.warn('Nothing was written: nothing is recommended.');
    return decision.outcome === 'missing' ? 2 : 1;
  }
  const decided = { ...decision, recommendation };
  if (options.output !== undefined) {
    const path = await writeDecision(options.output, decided, new Date().toISOString().slice(0, 10));
    printer.warn(`Wrote ${printable(shownPath(path))}: proposed, not approved.`);
  }
  if (options.writeSlo) {
    const { path, thresholds, replaced } = await writeSlo(decided);
    const instead = replaced.length === 0 ? '' : ` (instead of ${replaced.join(', ')})`;
    printer.warn(`Wrote ${printable(shownPath(path))}: ${thresholds.join(', ')}${printable(instead)}.`);
  }
  return 0;
}

async function show(decision: Decision, printer: Printer): Promise<void> {
  if (printer.json) {
    const { decisionJson } = await import('../../decision/decisionJson.js');
    printer.result(`${JSON.stringify(decisionJson(decision), undefined, 2)}\n`);
    return;
  }
  const { decisionLines } = await import('../../decision/decisionText.js');
  for (const [index, { kind, text }] of decisionLines(decision).entries()) {
    const safe = printable(text);
    if (kind === 'heading') printer.say(`${index === 0 ? '' : '\n'}${printer.style('bold', safe)}`);
    else printer.say(kind === 'line' ? `  ${safe}` : `      ${printer.style('dim', safe)}`);
  }
}
