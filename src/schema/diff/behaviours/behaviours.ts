import type { Behaviours } from '../behaviour.js';
import { otherBehaviours } from './otherBehaviours.js';
import { relationBehaviours } from './relationBehaviours.js';

/** How objects of each kind come, go and change. */
export const behaviours: Behaviours = { ...relationBehaviours, ...otherBehaviours };
