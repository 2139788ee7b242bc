// One ad account: readiness, mapping, settings, test.
import { computed, defineComponent, reactive } from 'vue';
import { api } from 'console/api.js';
import { useQuery } from 'console/router.jsx';
import { mayChange } from 'console/session.js';
import { t, tOr } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { number } from 'console/lib/format.js';
import { Button } from 'console/parts/Button.jsx';
import { Tabs, TextField } from 'console/parts/Fields.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Json } from 'console/parts/Json.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { toast } from 'console/parts/dialogs.jsx';
import { AccountFields, accountBody, accountValues } from './accountForm.jsx';
import { LedgerBar } from './LedgerBar.jsx';
import { Mappings } from './Mappings.jsx';
import { Readiness } from './Readiness.jsx';

export const Account = defineComponent({
  name: 'FeedbackAccount',
  props: ['account', 'platform', 'origins', 'changed', 'log'],
  setup(props) {
    const tab = useQuery('part', 'readiness');
    const form = reactive({ ...accountValues(props.account), error: null });
    const test = reactive({ clickId: '', answer: null, error: null });
    const isChanged = computed(() => JSON.stringify(accountBody(form)) !== JSON.stringify(accountBody(accountValues(props.account))));
    const save = async () => {
      form.error = null;
      try {
        const account = await api.patch(`/media/accounts/${props.account.id}`, { ...accountBody(form), platform: undefined });
        await props.changed();
        Object.assign(form, accountValues(account));
        toast(t('common.saved'));
      } catch (error) {
        form.error = error;
      }
    };
    const run = async () => {
      Object.assign(test, { answer: null, error: null });
      try {
        test.answer = await api.post(`/media/accounts/${props.account.id}/test`, { clickId: test.clickId.trim() || undefined });
      } catch (error) {
        test.error = error;
      }
    };
    const locked = () => !mayChange('media.write');
    const tester = () => (
      <section class="form">
        <p class="soft">{t('feedback.test.means')}</p>
        <TextField label={t('feedback.test.clickId')} optional hint={t('feedback.test.clickIdHint')} {...model(test, 'clickId')} />
        <div><Button icon="send" kind="primary" label={t('feedback.test')} disabled={locked()} act={run} /></div>
        {test.error && <ErrorNotice error={test.error} />}
        {test.answer && <div class={['notice', test.answer.ok ? 'good' : 'bad']} role="status"><Icon name={test.answer.ok ? 'check' : 'alert'} />
          <div class="grow"><strong>{t(`feedback.test.${test.answer.state}`)}</strong> <span class="soft">{t('feedback.test.took', { n: number(test.answer.milliseconds ?? 0) })}</span>
            {(test.answer.message || test.answer.code) && <div class="small">{[test.answer.code, test.answer.message].filter(Boolean).join(' · ')}</div>}</div></div>}
        {test.answer?.request && <div><h3>{t('feedback.sentBody')}</h3><Json value={test.answer.request} /></div>}
      </section>
    );
    return () => (
      <>
        {props.account.problem && <div class="notice bad" role="alert"><Icon name="alert" /><div><strong>{t('feedback.problem')}</strong> {tOr(`feedback.problem.${props.account.problem}`, props.account.problem)}</div></div>}
        {props.account.ledger && <LedgerBar small ledger={props.account.ledger} pick={props.log} />}
        <Tabs value={tab.value} options={(locked() ? ['readiness', 'mapping', 'settings'] : ['readiness', 'mapping', 'settings', 'test']).map((value) => ({ value, label: t(`feedback.tab.${value}`) }))} onPick={(value) => { tab.value = value; }} />
        {tab.value === 'readiness' && <Readiness account={props.account} platform={props.platform} />}
        {tab.value === 'mapping' && <Mappings account={props.account} platform={props.platform} changed={props.changed} />}
        {tab.value === 'settings' && <section class="form"><AccountFields form={form} platform={props.platform} origins={props.origins} account={props.account} disabled={locked()} />
          {form.error && <ErrorNotice error={form.error} />}
          {!locked() && <div><Button kind="primary" label={t('common.save')} disabled={!isChanged.value || !form.name.trim()} act={save} /></div>}</section>}
        {tab.value === 'test' && tester()}
      </>
    );
  },
});
