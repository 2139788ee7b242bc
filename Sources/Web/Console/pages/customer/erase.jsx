// 数据删除: forgets the person. Cannot be undone, so it is named, explained and typed.
import { api } from 'console/api.js';
import { go } from 'console/router.jsx';
import { t } from 'console/i18n/index.js';
import { number } from 'console/lib/format.js';
import { customerName } from 'console/lib/people.js';
import { confirm, toast } from 'console/parts/dialogs.jsx';

export async function erase(page) {
  const customer = page.data;
  const done = await confirm({
    title: t('erase.title', { name: customerName(customer) }),
    consequence: t('erase.consequence', { events: number(customer.events), identifiers: number(customer.identifiers.length), orders: number(page.orders.data?.summary.orders ?? 0) }),
    action: t('customer.erase'), danger: true, reason: true, typed: String(customer.number),
    act: (reason) => api.post(`${page.path}/erasure`, { reason }),
  });
  if (!done) return;
  toast(t('erase.started'));
  go('/erasures');
}
