// Walks one customer through the draft, fast: every wait lasts a second, messages are test sends.
import { defineComponent, onBeforeUnmount, reactive, watch } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { Button } from 'console/parts/Button.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { TextField } from 'console/parts/Fields.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { customerName } from 'console/lib/people.js';
import { CustomerPicker } from './Fields.jsx';
import { RunDetail } from './RunDetail.jsx';

/** save(): the draft must be stored first; ready: nothing is missing; passed(ids): to be shown in the flow. */
export const TestPanel = defineComponent({
  name: 'JourneyTest',
  props: ['id', 'draft', 'save', 'ready', 'passed'],
  setup(props) {
    const form = reactive({ customer: null, context: '', run: null, draft: null, error: null, wrong: '' });
    let timer = 0;
    let gone = false;
    const follow = async () => {
      clearTimeout(timer);
      try {
        form.run = await api.get(`/journey-runs/${form.run.id}`);
        props.passed(new Set(form.run.steps.map((step) => step.node).filter(Boolean)));
      } catch (error) {
        form.error = error;
      }
      // messages are told a moment after the run is over
      const settled = form.run.state === 'done' && Date.now() - Date.parse(form.run.endedAt) > 8000;
      if (!gone && !form.error && !settled) timer = setTimeout(follow, 700);
    };
    const begin = async () => {
      form.error = null;
      form.wrong = '';
      let context = {};
      try {
        context = form.context.trim() ? JSON.parse(form.context) : {};
      } catch {
        form.wrong = t('rule.badText');
        return;
      }
      try {
        await props.save();
        form.draft = props.draft;
        form.run = { steps: [], ...(await api.post(`/journeys/${props.id}/test`, { customer: form.customer.id, context })) };
        await follow();
      } catch (error) {
        form.error = error;
      }
    };
    watch(() => form.customer, () => { form.run = null; props.passed(null); });
    onBeforeUnmount(() => { gone = true; clearTimeout(timer); props.passed(null); });
    return () => (
      <div class="form">
        <p class="soft small">{t('journey.testFor')}</p>
        <CustomerPicker label={t('journey.testWho')} value={form.customer} pick={(customer) => { form.customer = customer; }} />
        {props.draft.entry?.type !== 'schedule' && <details><summary class="small">{t('journey.testContext')}</summary>
          <TextField type="textarea" autogrow aria-label={t('journey.testContextHint')} hint={t('journey.testContextHint')} error={form.wrong || undefined} placeholder={'{"product":"春茶","price":128}'} input-class="mono" modelValue={form.context} onUpdate:modelValue={(text) => { form.context = text ?? ''; }} /></details>}
        {!props.ready && <div class="notice warn"><Icon name="warning" /><span>{t('journey.testIncomplete')}</span></div>}
        <div><Button kind="primary" icon="play" label={t(form.run ? 'journey.testAgain' : 'journey.testBegin')} disabled={!form.customer || !props.ready} act={begin} /></div>
        {form.error && <ErrorNotice error={form.error} />}
        {form.run && <RunDetail run={form.run} draft={form.draft ?? props.draft} name={form.customer && customerName(form.customer)} />}
      </div>
    );
  },
});
