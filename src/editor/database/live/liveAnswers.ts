import type { Answers } from '../../answerCalls.js';
import type { LiveCalls } from './liveCalls.js';

export const liveAnswers: Answers<LiveCalls> = {};
