// Three pages to start from, in the language of the console. What a template leaves out is asked for when a page is made.
import { locale, t } from 'console/i18n/index.js';

const form = (id, extra = {}) => ({
  id, type: 'form', title: t('lpages.tpl.form.title'), submit: t('lpages.tpl.form.submit'), thanks: t('lpages.tpl.form.thanks'),
  consent: t('lpages.tpl.form.consent'), noticeVersion: '1', marketing: t('lpages.tpl.form.marketing'), purposes: ['marketing_sms'],
  fields: [
    { name: 'name', label: t('lpages.tpl.form.name'), kind: 'name', required: true },
    { name: 'phone', label: t('lpages.tpl.form.phone'), kind: 'phone', required: true },
    ...(extra.fields ?? []),
  ],
});
const faq = (id, keys) => ({ id, type: 'faq', title: t('lpages.tpl.faq'), items: keys.map((key) => ({ question: t(`lpages.tpl.${key}.q`), answer: t(`lpages.tpl.${key}.a`) })) });
const phoneBlock = (phone) => (phone ? [{ id: 'phone-1', type: 'phone', label: t('lpages.tpl.call'), phone }] : []);
const content = (title, description, color, blocks) => ({ schemaVersion: 1, root: { title, description, color, language: locale.value }, blocks });

export const templates = [
  {
    key: 'appointment', icon: 'calendar', color: '#1f4fd8',
    make: ({ phone }) => content(t('lpages.tpl.appointment.title'), t('lpages.tpl.appointment.subtitle'), '#1f4fd8', [
      { id: 'hero-1', type: 'hero', title: t('lpages.tpl.appointment.title'), subtitle: t('lpages.tpl.appointment.subtitle'), button: t('lpages.tpl.form.submit') },
      { id: 'text-1', type: 'text', title: t('lpages.tpl.appointment.why'), text: t('lpages.tpl.appointment.text') },
      form('form-1', { fields: [{ name: 'time', label: t('lpages.tpl.form.time'), kind: 'select', required: false, options: [t('lpages.tpl.time.1'), t('lpages.tpl.time.2'), t('lpages.tpl.time.3')] }] }),
      ...phoneBlock(phone), faq('faq-1', ['faq1', 'faq2', 'faq3']),
    ]),
  },
  {
    key: 'offer', icon: 'bag', color: '#c2417c',
    make: ({ phone }) => content(t('lpages.tpl.offer.title'), t('lpages.tpl.offer.subtitle'), '#c2417c', [
      { id: 'hero-1', type: 'hero', title: t('lpages.tpl.offer.title'), subtitle: t('lpages.tpl.offer.subtitle'), button: t('lpages.tpl.offer.button') },
      { id: 'text-1', type: 'text', title: t('lpages.tpl.offer.how'), text: t('lpages.tpl.offer.text') },
      { ...form('form-1'), title: t('lpages.tpl.offer.button'), submit: t('lpages.tpl.offer.button') },
      { id: 'text-2', type: 'text', title: t('lpages.tpl.offer.rules'), text: t('lpages.tpl.offer.rulesText') },
      ...phoneBlock(phone),
    ]),
  },
  {
    key: 'consult', icon: 'chat', color: '#0b8f72',
    make: ({ phone, target }) => content(t('lpages.tpl.consult.title'), t('lpages.tpl.consult.subtitle'), '#0b8f72', [
      { id: 'hero-1', type: 'hero', title: t('lpages.tpl.consult.title'), subtitle: t('lpages.tpl.consult.subtitle'), button: '' },
      ...(target ? [{ id: 'consult-1', type: 'consult', label: t('lpages.tpl.consult.button'), target }] : []),
      { id: 'text-1', type: 'text', title: t('lpages.tpl.consult.what'), text: t('lpages.tpl.consult.text') },
      faq('faq-1', ['faq2', 'faq3']), form('form-1'), ...phoneBlock(phone),
    ]),
  },
];
