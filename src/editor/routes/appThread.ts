/** Entry of the thread that reads applications, and holds descriptions against them. */
import { answerCalls } from '../answerCalls.js';
import type { AppCalls } from './appCalls.js';
import { compareApp } from './compareApp.js';
import { generateSpec } from './generateSpec.js';

answerCalls<AppCalls>({ compare: compareApp, generate: generateSpec });
