import type { Answers } from '../../answerCalls.js';
import type { CompareCalls } from './compareCalls.js';

export const compareAnswers: Answers<CompareCalls> = {};
