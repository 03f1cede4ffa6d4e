import type { Constraint, Fit } from './constraints.js';
import type { Decision, Recommendation } from './decide.js';
import { sloThresholds } from './thresholds.js';

/** A decision under the names that scripts know. Latencies in milliseconds, RPO and RTO in minutes. */
export function decisionJson(decision: Decision) {
  const { outcome, answers, recommendation, runnerUp, tied, fits } = decision;
  const isIncomplete = (recommendation?.incomplete.length ?? 0) > 0;
  return {
    status: isIncomplete ? 'incomplete' : outcome,
    recommendation: recommendation ? recommended(recommendation, decision) : null,
    runner_up: runnerUp ? { ...fitJson(runnerUp.fit), trade_off: runnerUp.tradeOffs } : null,
    tied: tied.map(each => recommended(each, decision)),
    tell_apart: decision.tellApart,
    kill_criteria_tripped: decision.stops,
    missing: decision.missing.map(({ key, flag, question, title }) => ({
      answer: key,
      flag: `--${flag}`,
      question,
      title,
    })),
    incomplete: recommendation?.incomplete ?? [],
    open: decision.open,
    advice: decision.advice.map(({ topic, isNeeded, advice, threshold, reason }) => {
      return { topic, needed: isNeeded, advice, threshold, reason };
    }),
    next: decision.next,
    considered: fits.map(fitJson),
    answers,
  };
}

function recommended({ fit, targets, incomplete }: Recommendation, { answers }: Decision) {
  const { profile } = fit;
  const { p50Ms, p95Ms, p99Ms, uptimePercent, rpoMinutes, rtoMinutes } = targets;
  return {
    ...fitJson(fit),
    stack: profile.stacks,
    anti_recommendations: profile.antiPatterns,
    success_thresholds: {
      p50_ms: p50Ms ?? null,
      p95_ms: p95Ms ?? null,
      p99_ms: p99Ms ?? null,
      load_test: sloThresholds(targets, answers),
    },
    named_approver_chain: profile.approvers,
    slo: uptimePercent ?? null,
    rpo_minutes: rpoMinutes ?? null,
    rto_minutes: rtoMinutes ?? null,
    is_incomplete: incomplete.length > 0,
    sources: profile.sources,
  };
}

function fitJson({ profile, score, constraints }: Fit) {
  const those = (status: Constraint['status']) =>
    constraints
      .filter(constraint => constraint.status === status)
      .map(({ id, weight, detail }) => ({ constraint: id, weight, detail }));
  return {
    profile_name: profile.name,
    when: profile.when,
    score,
    met: those('met'),
    violated: those('violated'),
    not_applicable: those('not applicable'),
  };
}
