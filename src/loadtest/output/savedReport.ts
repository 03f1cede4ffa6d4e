/** What of a report is saved: all figures; of the plan what tells loads apart and nothing that is large or secret. */
import { maskPlan } from '../maskPlan.js';
import type { RequestPlan, Target, Variant } from '../plan.js';
import type { Report } from '../report.js';

const mostVariants = 20;
const longestBody = 10_000;

export function savedReport(report: Report): Report {
  const plan = { ...report.plan, targets: report.plan.targets.map(savedTarget) };
  // Masked by the run already; what slipped through would be in a repository for good.
  return { ...report, plan: maskPlan(plan) };
}

function savedTarget({ flow, connection, ...target }: Target): Target {
  const { data: _, requests, setup, teardown, ...rest } = flow;
  const { http, pipelining, socketPath, tls } = connection;
  return {
    ...target,
    // Keys and certificates stay where they are.
    connection: { http, pipelining, ...(socketPath === undefined ? {} : { socketPath }), tls: { verify: tls.verify } },
    flow: {
      ...rest,
      requests: requests.map(savedRequest),
      setup: setup.map(savedRequest),
      teardown: teardown.map(savedRequest),
    },
  };
}

function savedRequest(request: RequestPlan): RequestPlan {
  return { ...request, variants: request.variants.slice(0, mostVariants).map(savedVariant) };
}

/** Bytes and long texts are left out. */
function savedVariant({ path, headers, body }: Variant): Variant {
  return { path, headers, ...(typeof body === 'string' && body.length <= longestBody ? { body } : {}) };
}
