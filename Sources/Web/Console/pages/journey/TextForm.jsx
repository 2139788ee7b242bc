// The journey as text: to read, to copy elsewhere, or to change by hand. What is wrong is shown with its line.
import { defineComponent, ref, watch } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { TextField } from 'console/parts/Fields.jsx';
import { serverProblem } from './problems.js';
import { find, nodesOf } from './document.js';
import { stepName } from './words.jsx';

const write = (draft) => JSON.stringify(draft, null, 2);

/** Where a text stops being JSON: { line, column } as far as the browser says. */
function place(error, text) {
  const found = /position (\d+)/.exec(error.message);
  const lines = found ? text.slice(0, Number(found[1])).split('\n') : null;
  if (lines) return { line: lines.length, column: lines.at(-1).length + 1 };
  const said = /line (\d+) column (\d+)/.exec(error.message);
  return said ? { line: Number(said[1]), column: Number(said[2]) } : { line: text.split('\n').length, column: 1 };
}

export const TextForm = defineComponent({
  name: 'JourneyText',
  props: ['draft', 'apply', 'locked'],
  setup(props) {
    const text = ref(write(props.draft));
    const shown = ref(text.value);
    const wrong = ref('');
    watch(() => props.draft, (draft) => { if (text.value === shown.value) { text.value = write(draft); shown.value = text.value; } });
    const check = async () => {
      wrong.value = '';
      let draft;
      try {
        draft = JSON.parse(text.value);
      } catch (error) {
        wrong.value = t('journey.text.wrong', place(error, text.value));
        return;
      }
      if (!draft || typeof draft !== 'object' || Array.isArray(draft)) { wrong.value = t('journey.text.noObject'); return; }
      const ids = nodesOf(draft).map((node) => node?.id);
      const twice = ids.find((id, at) => ids.indexOf(id) !== at);
      if (twice !== undefined || ids.some((id) => typeof id !== 'string')) { wrong.value = t('journey.text.ids', { id: twice ?? '?' }); return; }
      const answer = await api.post('/journeys/validate', draft).catch(() => null);
      const problem = serverProblem(answer, draft)[0];
      props.apply(draft);
      shown.value = text.value;
      if (problem) {
        const line = problem.place && find(draft, problem.place) ? text.value.split('\n').findIndex((each) => each.includes(`"id": "${problem.place}"`) || each.includes(`"id":"${problem.place}"`)) + 1 : 0;
        wrong.value = line ? t('journey.text.step', { line, step: stepName(find(draft, problem.place)), what: problem.text }) : t('journey.text.applied', { what: problem.text });
      }
    };
    return () => (
      <div class="form">
        <p class="soft small">{t('journey.text.for')}</p>
        <TextField type="textarea" rows="24" aria-label={t('journey.text')} disable={props.locked} input-class="mono journey-text" error={wrong.value || undefined} modelValue={text.value} onUpdate:modelValue={(value) => { text.value = value ?? ''; wrong.value = ''; }} />
        <div class="row wrap">
          {!props.locked && <Button kind="primary" icon="check" label={t('journey.text.apply')} disabled={text.value === shown.value} act={check} />}
          {text.value !== shown.value && <Button label={t('journey.text.discard')} act={() => { text.value = write(props.draft); shown.value = text.value; wrong.value = ''; }} />}
          <span class="grow" /><Copy text={text.value} label={t('common.copy')} />
        </div>
        {!wrong.value && text.value === shown.value && <p class="muted small row"><Icon name="check" size={14} />{t('journey.text.same')}</p>}
      </div>
    );
  },
});
