// One look for all charts, from the same tokens as the rest; one colour per channel everywhere.
import { appearance } from '../lib/prefs.js';

const channels = {
  web: ['hue-1', 0], h5: ['hue-5', 0], app: ['hue-6', 0], mini_program: ['hue-3', 0],
  wecom: ['hue-2', 0], official_account: ['hue-3', 1], douyin: ['hue-4', 0], store: ['hue-2', 1],
  shop: ['hue-6', 1], sms: ['hue-5', 1], email: ['hue-4', 1], server: ['hue-other', 0], other: ['hue-other', 1],
};

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function towards(colour, target, share) {
  const read = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
  const [a, b] = [read(colour), read(target)];
  return '#' + a.map((value, at) => Math.round(value + (b[at] - value) * share).toString(16).padStart(2, '0')).join('');
}

/** The colours of now: reading this in a render function follows light and dark. */
export function palette() {
  const dark = appearance.dark;
  const hues = [1, 2, 3, 4, 5, 6].map((index) => token(`hue-${index}`));
  const shade = (hue) => towards(hue, dark ? '#ffffff' : '#101828', 0.38);
  return {
    hues: [...hues, ...hues.map(shade)],
    other: token('hue-other'),
    none: token('line-strong'),
    channel: (key) => {
      const [name, step] = channels[key] ?? ['hue-other', 0];
      return step ? shade(token(name)) : token(name);
    },
    text: token('text'), text2: token('text-2'), text3: token('text-3'), line: token('line'),
    surface: token('surface'), font: token('font'), hatch: token('hatch'), accent: token('accent'),
  };
}

export const isChannel = (key) => key in channels;

/** A diagonal hatch: "this interval is not over yet". */
export function hatch(colour) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 8;
  const context = canvas.getContext('2d');
  context.strokeStyle = colour;
  context.lineWidth = 1.6;
  context.beginPath();
  for (const at of [-8, 0, 8]) {
    context.moveTo(at - 1, 9);
    context.lineTo(at + 9, -1);
  }
  context.stroke();
  return { image: canvas, repeat: 'repeat' };
}
