import type { Answers } from '../../answerCalls.js';
import type { ExplainCalls } from './explainCalls.js';

export const explainAnswers: Answers<ExplainCalls> = {};
