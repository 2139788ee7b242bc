// 合并: finds the other customer by any identifier, shows both sides and says what will be.
import { defineComponent, reactive } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { customerName, inOrder } from 'console/lib/people.js';
import { TextField } from 'console/parts/Fields.jsx';
import { model } from 'console/lib/model.js';
import { Button } from 'console/parts/Button.jsx';
import { Compare } from 'console/parts/Compare.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { isMasked } from 'console/parts/Masked.jsx';
import { PersonLine } from 'console/parts/Person.jsx';
import { ErrorNotice, Skeleton } from 'console/parts/States.jsx';
import { showDialog, toast } from 'console/parts/dialogs.jsx';
import { wholeIdentifier } from './unbind.jsx';

/** An identifier that need not be revealed, or else the first. */
const handle = (customer) => inOrder(customer.identifiers).find((each) => !isMasked(each.value)) ?? customer.identifiers[0];

const MergeForm = defineComponent({
  name: 'MergeForm',
  props: ['page', 'close'],
  setup(props) {
    const { page } = props;
    const form = reactive({ text: '', found: null, asking: false, other: null, sides: null, reason: '', error: null });
    let timer = 0;
    let controller = null;
    const typed = (value) => {
      form.text = value ?? '';
      clearTimeout(timer);
      controller?.abort();
      if (!form.text.trim()) {
        Object.assign(form, { found: null, asking: false });
        return;
      }
      form.asking = true;
      timer = setTimeout(async () => {
        controller = new AbortController();
        try {
          form.found = (await api.get('/search', { q: form.text.trim() }, { signal: controller.signal })).customers.filter((each) => each.id !== page.data.id);
          form.error = null;
        } catch (error) {
          if (error.name === 'AbortError') return;
          form.error = error;
        }
        form.asking = false;
      }, 180);
    };
    const choose = async (other) => {
      Object.assign(form, { other, sides: null, error: null });
      try {
        form.sides = [page.data, await api.get(`/customers/${other.id}`)];
      } catch (error) {
        form.error = error;
      }
    };
    const merge = async () => {
      form.error = null;
      try {
        const [from, into] = await Promise.all([wholeIdentifier(form.other.id, handle(form.other)), wholeIdentifier(page.data.id, handle(page.data))]);
        const answer = await api.post('/customers/merge', { from, into, reason: form.reason.trim() });
        props.close(true);
        toast(t('merge.done'));
        page.refresh(answer.customers[0]);
      } catch (error) {
        form.error = error;
      }
    };
    return () => (
      <div class="form">
        {!form.other && [
          <p class="soft">{t('merge.search')}</p>,
          <TextField autofocus placeholder={t('merge.placeholder')} modelValue={form.text} onUpdate:modelValue={typed} />,
          form.asking && !form.found && <Skeleton count={3} />,
          form.found && (
            <ul class="merge-hits">
              {form.found.map((each) => <li key={each.id}><button type="button" class="chip-option" onClick={() => choose(each)}><PersonLine customer={each} /><span class="grow" /><Icon name="right" size={16} class="muted" /></button></li>)}
              {form.found.length === 0 && !form.asking && <li class="muted small">{t('search.nobody', { text: form.text.trim() })}</li>}
            </ul>
          ),
          form.error && <ErrorNotice error={form.error} />,
          <div class="row end"><Button label={t('common.cancel')} act={() => { props.close(false); }} /></div>,
        ]}
        {form.other && [
          form.sides ? <Compare left={form.sides[0]} right={form.sides[1]} /> : !form.error && <Skeleton kind="chart" />,
          form.sides && <div class="notice"><Icon name="info" /><div>{t('merge.consequence', { a: customerName(form.sides[0]), b: customerName(form.sides[1]), number: Math.min(form.sides[0].number, form.sides[1].number) })}</div></div>,
          form.sides && <TextField label={t('dialog.reason')} hint={t('merge.reasonHint')} maxlength="500" {...model(form, 'reason')} />,
          form.error && <ErrorNotice error={form.error} />,
          <div class="row end">
            <Button icon="left" label={t('merge.back')} act={() => { form.other = null; form.error = null; }} /><span class="grow" />
            <Button label={t('common.cancel')} act={() => { props.close(false); }} />
            <Button kind="primary" icon="merge" label={t('merge.act')} disabled={!form.sides || !form.reason.trim()} act={merge} />
          </div>,
        ]}
      </div>
    );
  },
});

export const mergeWith = (page) => showDialog({ title: t('merge.title', { name: customerName(page.data) }), width: 760, body: ({ close }) => <MergeForm page={page} close={close} /> });
