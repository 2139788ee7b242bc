// 解绑: takes an identifier out of the customer, or undoes a merge. Names who keeps what.
import { api } from 'console/api.js';
import { go } from 'console/router.jsx';
import { t } from 'console/i18n/index.js';
import { customerName, identifierText } from 'console/lib/people.js';
import { isMasked } from 'console/parts/Masked.jsx';
import { Button } from 'console/parts/Button.jsx';
import { confirm, showDialog } from 'console/parts/dialogs.jsx';

/** The same identifier in the other list: the one of its kind in the same place. */
export function counterpart(masked, whole, identifier) {
  const alike = (each) => each.kind === identifier.kind && each.scope === identifier.scope && each.since === identifier.since;
  const at = masked.filter(alike).findIndex((each) => each.value === identifier.value);
  return whole.filter(alike)[Math.max(0, at)] ?? identifier;
}

/** The identifier with its whole value: the server wants it so, and a masked one has to be asked for. */
export async function wholeIdentifier(id, identifier, masked) {
  if (!isMasked(identifier.value)) return { kind: identifier.kind, scope: identifier.scope || undefined, value: identifier.value };
  const profile = await api.get(`/customers/${id}`, { reveal: true });
  const found = counterpart(masked ?? (await api.get(`/customers/${id}`)).identifiers, profile.identifiers, identifier);
  return { kind: found.kind, scope: found.scope || undefined, value: found.value };
}

export async function unbind(page, identifier, part) {
  let answer = null;
  const done = await confirm({
    title: part ? t('identity.undoMergeTitle', { n: part.number }) : t('identity.unbindTitle', { identifier: identifierText(identifier) }),
    consequence: t(part ? 'identity.undoMergeConsequence' : 'identity.unbindConsequence'),
    action: part ? t('identity.undoMerge') : t('identity.unbind'), danger: true, reason: true,
    act: async (reason) => {
      answer = await api.post('/customers/unbind', { identifier: await wholeIdentifier(page.data.id, identifier, page.data.identifiers), reason });
    },
  });
  if (!done || !answer) return;
  const others = answer.customers.filter((each) => each.id !== page.data.id);
  page.refresh(answer.customers.find((each) => each.id === page.data.id) ?? answer.customers[0]);
  if (others.length) {
    showDialog({
      title: t('identity.apart'),
      body: ({ close }) => (
        <div class="form">
          <p class="soft">{t('identity.apartText')}</p>
          <ul class="stack tight">{answer.customers.map((each) => (
            <li key={each.id}><button type="button" class="link" onClick={() => { close(true); go(`/customers/${each.id}`); }}>{customerName(each)} · {t('customer.numberIs', { n: each.number })}</button></li>))}</ul>
          <div class="row end"><Button kind="primary" label={t('common.done')} act={() => { close(true); }} /></div>
        </div>
      ),
    });
  }
}
