// How the values of the file are meant.
import { defineComponent } from 'vue';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { timeZone } from 'console/lib/format.js';
import { session } from 'console/session.js';
import { Segmented, SelectField, TextField, Field } from 'console/parts/Fields.jsx';
import { channelName } from 'console/parts/Status.jsx';
import { zoneName, zones } from 'console/parts/TimeRange.jsx';

const channels = ['other', 'web', 'h5', 'app', 'mini_program', 'wecom', 'official_account', 'douyin', 'store', 'shop', 'sms', 'email', 'server'];

export const Options = defineComponent({
  name: 'ImportOptions',
  props: ['plan'],
  setup(props) {
    return () => {
      const { plan } = props;
      const { options } = plan;
      const hasTime = plan.target !== 'products';
      const hasMoney = ['orders', 'products'].includes(plan.target);
      const lacksEvent = plan.target === 'events' && !Object.values(plan.mapping).includes('event');
      return (
        <div class="import-options">
          {lacksEvent && <TextField label={t('imports.option.event')} hint={t('imports.option.eventHint')} {...model(options, 'event')} />}
          {['events', 'orders'].includes(plan.target) && <SelectField label={t('common.channel')} hint={t('imports.option.channelHint')} options={channels.map((value) => ({ value, label: channelName(value) }))} modelValue={options.channel ?? 'other'} onUpdate:modelValue={(value) => { options.channel = value; }} />}
          {hasTime && <SelectField label={t('zone.title')} hint={t('imports.option.zoneHint')} searchable options={zones().map((value) => ({ value, label: zoneName(value) }))} modelValue={options.timeZone ?? session.deployment?.timeZone ?? timeZone()} onUpdate:modelValue={(value) => { options.timeZone = value; }} />}
          {hasMoney && <Field label={t('imports.option.amounts')} hint={t('imports.option.amountsHint')}><div><Segmented value={options.amounts ?? 'yuan'} label={t('imports.option.amounts')} options={['yuan', 'fen'].map((value) => ({ value, label: t(`imports.option.${value}`) }))} onPick={(value) => { options.amounts = value; }} /></div></Field>}
          {plan.target === 'customers' && Object.values(plan.mapping).includes('tag') && <TextField label={t('imports.option.tagGroup')} optional hint={t('imports.option.tagGroupHint')} {...model(options, 'tagGroup')} />}
          {!['events', 'leads'].includes(plan.target) && <TextField label={t('imports.option.scope')} optional hint={t('imports.option.scopeHint')} {...model(options, 'scope')} />}
        </div>
      );
    };
  },
});
