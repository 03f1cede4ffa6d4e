/** What a comparison is at, in a line for people. */
import type { CompareProgress, CompareStage } from '../comparison.js';

const stageWords: Readonly<Record<CompareStage, string>> = {
  engine: 'Starting PostgreSQL…',
  target: 'Reading what it shall become…',
  source: 'Reading what is there…',
  plan: 'Finding the way there and back…',
  proveUp: 'Proving the way there…',
  proveDown: 'Proving the way back…',
};

/** `Proving the way there: statement 3 of 20…`; of several migrations `Proving the way back (migration 2 of 3): statement 1 of 4…` */
export function progressText(stage: CompareStage, progress?: CompareProgress): string {
  if (!progress) return stageWords[stage];
  const { migration, migrations } = progress;
  const which = migrations > 1 ? ` (migration ${migration} of ${migrations})` : '';
  return `${stageWords[stage].replace('…', '')}${which}: ${stepText(progress)}…`;
}

function stepText({ step, done, of }: CompareProgress): string {
  if (step === 'prepare') return 'making the schema';
  return step === 'rows' ? `sample rows, table ${done} of ${of}` : `statement ${done} of ${of}`;
}
