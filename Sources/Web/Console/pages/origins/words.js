// The words of origins: kinds, platforms, how one pays.
import { t, tOr } from 'console/i18n/index.js';

export const kinds = ['ad', 'campaign', 'link', 'code', 'referral', 'organic', 'other'];
export const platforms = ['tencent_ads', 'ocean_engine', 'baidu', 'kuaishou', 'xiaohongshu', 'google', 'meta'];
export const costModels = ['cpc', 'cpm', 'cpa', 'cps', 'fixed', 'free'];
export const ruleFields = ['utm_campaign', 'utm_source', 'click_platform', 'referrer', 'origin'];
export const kindIcons = { ad: 'megaphone', campaign: 'flag', link: 'link', code: 'phone', referral: 'people', organic: 'globe', other: 'box' };

export const kindName = (kind) => t(`origins.kind.${kind}`);
export const platformName = (platform) => tOr(`platform.${platform}`, platform);
export const costName = (model) => (model ? t(`origins.cost.${model}`) : '');

/** Options of a select: the whole way from the root, so that equal names can be told apart. */
export const originOptions = (origins) => (origins ?? []).filter((origin) => !origin.archived).map((origin) => ({ value: origin.id, label: origin.path || origin.name, caption: origin.code }));
