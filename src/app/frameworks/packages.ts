/** The packages whose behaviour is known. */
import { nodeModule } from '../interpret/globals.js';
import type { Machine } from '../interpret/machine.js';
import type { Value } from '../interpret/value.js';
import { celebratePackage } from './celebrate.js';
import { expressPackage } from './express.js';
import { fastifyPackage } from './fastify.js';
import { koaPackage } from './koa.js';
import { lodashPackage } from './lodash.js';
import type { Router } from './router.js';
import { statusPackage } from './statusNames.js';

/** `found` hears of every app and router that the program makes. */
export function knownPackages(found: (router: Router) => void) {
  return (name: string, machine: Machine): Value | undefined =>
    nodeModule(name) ??
    statusPackage(name) ??
    celebratePackage(name) ??
    lodashPackage(name) ??
    expressPackage(name, found) ??
    koaPackage(name, found) ??
    fastifyPackage(name, machine, found);
}
