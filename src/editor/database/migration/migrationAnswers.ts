import type { Answers } from '../../answerCalls.js';
import type { MigrationCalls } from './migrationCalls.js';

export const migrationAnswers: Answers<MigrationCalls> = {};
