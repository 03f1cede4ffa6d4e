import { otherSettingRules, ruleOf, settingRuleId, settingRules } from './checks/settingRules.js';
import { type LiveRule, liveRules } from './liveRules.js';

/** Every rule about a living database by its id, beside those about its schema: for settings and the docs. */
export const allLiveRules: Readonly<Record<string, LiveRule>> = {
  ...liveRules,
  ...Object.fromEntries(Object.entries(settingRules).map(([name, rule]) => [settingRuleId(name), ruleOf(rule)])),
  ...otherSettingRules,
};
