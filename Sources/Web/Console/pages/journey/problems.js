// What is still missing, found here at once and step by step; what only the server knows is added with its place.
import { locale, t } from 'console/i18n/index.js';
import { find, nodesOf, startOf } from './document.js';

function ruleGap(rule) {
  if (!rule || typeof rule !== 'object') return null;
  const list = rule.all ?? rule.any;
  if (list) return list.map(ruleGap).find(Boolean) ?? null;
  if (rule.not) return ruleGap(rule.not);
  if ('tag' in rule && !rule.tag) return 'tag';
  if ('event' in rule && !rule.event) return 'event';
  if ('trait' in rule && (!rule.trait || (!['exists', 'not_exists'].includes(rule.op) && (rule.value === undefined || rule.value === '')))) return 'trait';
  if ('orders' in rule && (rule.value === undefined || rule.value === '')) return 'orders';
  return null;
}
const whereGap = (list) => (list ?? []).some((each) => !each.property || (!['exists', 'not_exists'].includes(each.op) && (each.value === undefined || each.value === '' || each.value?.length === 0)));

/** known: { templates, webhooks, slots }, lists or null when not read. Each problem: { place: 'entry' | 'settings' | step id, text }. */
export function problemsOf(draft, known = {}) {
  const found = [];
  const add = (place, key) => found.push({ place, text: t(`journey.problem.${key}`) });
  const entry = draft?.entry;
  if (!entry?.type) add('entry', 'entry');
  else if (entry.type === 'event' && !entry.event) add('entry', 'event');
  else if (entry.type === 'tag' && !entry.tag) add('entry', 'tag');
  else if (entry.type === 'schedule') {
    if (entry.cron === undefined && !entry.at) add('entry', 'at');
    if (entry.cron !== undefined && entry.cron.trim().split(/\s+/).length !== 5) add('entry', 'cron');
    if (!entry.rule) add('entry', 'whom');
  }
  if (entry?.type === 'event' && whereGap(entry.where)) add('entry', 'where');
  if (ruleGap(entry?.rule)) add('entry', 'rule');
  if (draft?.entryMode?.mode === 'concurrent' && !draft.entryMode.key) add('settings', 'key');
  if (draft?.goal && !draft.goal.event) add('settings', 'goal');
  for (const exit of draft?.exits ?? []) {
    if (exit.rule ? ruleGap(exit.rule) : !exit.event || whereGap(exit.where)) add('settings', 'exit');
  }
  if (draft?.goal && whereGap(draft.goal.where)) add('settings', 'goal');
  if (!nodesOf(draft).length) add('steps', 'noSteps');
  for (const node of nodesOf(draft)) {
    const say = (key) => add(node.id, key);
    const has = (list, id) => !list || list.some((each) => each.id === id);
    switch (node.type) {
      case 'wait': if (!((node.seconds ?? 0) > 0 || (node.minutes ?? 0) > 0)) say('length'); break;
      case 'wait_until': if (!/^([01]?\d|2[0-3]):[0-5]\d$/.test(node.at ?? '') || !(node.days >= 0 && node.days <= 365)) say('until'); break;
      case 'wait_for_event':
        if (!node.event) say('event');
        else if (whereGap(node.where)) say('where');
        if (!((node.seconds ?? 0) > 0 || (node.minutes ?? 0) > 0)) say('length');
        break;
      case 'condition': if (!node.rule || (node.rule.all ?? node.rule.any)?.length === 0) say('noRule'); else if (ruleGap(node.rule)) say('rule'); break;
      case 'send': if (!node.template) say('template'); else if (!has(known.templates, node.template)) say('templateGone'); break;
      case 'slot': if (!node.slot) say('slot'); break;
      case 'tag': if (!node.tag) say('tag'); break;
      case 'webhook': if (!node.channel) say('webhook'); else if (!has(known.webhooks, node.channel)) say('webhookGone'); break;
      case 'split': if (!(node.share >= 1 && node.share <= 9999)) say('share'); break;
      default: break;
    }
  }
  return found;
}

/** What the server says about the whole: { message, hint } → a problem with its place. */
export function serverProblem(answer, draft) {
  if (!answer || answer.ok !== false) return [];
  const { message = '', hint = '' } = answer;
  const numbered = /^nodes\[(\d+)\]/.exec(message);
  const named = /(?:Node|From) “([^”]+)”/.exec(message);
  let place = 'steps';
  if (numbered) place = nodesOf(draft)[Number(numbered[1])]?.id ?? 'steps';
  else if (named && find(draft, named[1])) place = named[1];
  else if (/^(entry\b)/.test(message)) place = 'entry';
  else if (/^(entryMode|goal|exits|holdout)/.test(message)) place = 'settings';
  const text = /^entry\.(cron|zone)/.test(message) ? t('journey.problem.schedule') : /without any wait/.test(message) ? t('journey.problem.loop') : /cannot be reached/.test(message) ? t('journey.problem.lost') : /which is not there/.test(message) ? t('journey.problem.noTarget')
    : locale.value === 'en' ? `${message} ${hint}` : t('journey.problem.other', { what: message });
  return [{ place, text }];
}

/** The order of a list of problems: as one reads the page. */
export function sorted(problems, draft) {
  const order = ['entry', ...nodesOf(draft).map((node) => node.id).sort((a, b) => (a === startOf(draft) ? -1 : b === startOf(draft) ? 1 : 0)), 'steps', 'settings'];
  return [...problems].sort((a, b) => order.indexOf(a.place) - order.indexOf(b.place));
}
