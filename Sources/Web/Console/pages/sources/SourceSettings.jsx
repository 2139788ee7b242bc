// A source's name and channel; pause, resume, delete.
import { defineComponent, reactive } from 'vue';
import { api } from 'console/api.js';
import { setQuery } from 'console/router.jsx';
import { mayChange } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { channelName } from 'console/parts/Status.jsx';
import { Button } from 'console/parts/Button.jsx';
import { SelectField, TextField } from 'console/parts/Fields.jsx';
import { confirm, toast, toastError } from 'console/parts/dialogs.jsx';
import { channels } from './create.jsx';

export const SourceSettings = defineComponent({
  name: 'SourceSettings',
  props: ['source', 'changed'],
  setup(props) {
    const form = reactive({ name: props.source.name, channel: props.source.channel });
    const patch = async (change, message) => {
      try {
        await api.patch(`/sources/${props.source.id}`, change);
        await props.changed();
        toast(message);
      } catch (error) {
        toastError(error);
      }
    };
    const pause = () => confirm({
      title: t('sources.pauseTitle', { name: props.source.name }), consequence: t('sources.pauseConsequence'), action: t('sources.pause'),
      act: () => patch({ status: 'paused' }, t('sources.pausedNow')),
    });
    const remove = () => confirm({
      title: t('sources.deleteTitle', { name: props.source.name }), consequence: t('sources.deleteConsequence'), action: t('common.delete'), danger: true,
      act: async () => {
        await api.delete(`/sources/${props.source.id}`);
        setQuery({ open: undefined, tab: undefined });
        await props.changed();
      },
    });
    return () => {
      const isWriter = mayChange('sources.write');
      const isChanged = form.name.trim() !== props.source.name || form.channel !== props.source.channel;
      return (
        <div class="form">
          <TextField label={t('sources.name')} disable={!isWriter} maxlength="80" {...model(form, 'name')} />
          <SelectField label={t('common.channel')} hint={t('sources.channelHint')} disable={!isWriter} options={channels.map((value) => ({ value, label: channelName(value) }))} {...model(form, 'channel')} />
          {isWriter && (
            <>
              <div><Button kind="primary" label={t('common.save')} disabled={!isChanged || !form.name.trim()} act={() => patch({ name: form.name.trim(), channel: form.channel }, t('common.saved'))} /></div>
              <hr style="width:100%;border:0;border-top:1px solid var(--line)" />
              <div class="row wrap">
                {props.source.status === 'paused'
                  ? <Button icon="play" label={t('sources.resume')} act={() => patch({ status: 'active' }, t('sources.resumed'))} />
                  : <Button icon="pause" label={t('sources.pause')} act={() => { pause(); }} />}
                <Button kind="danger" icon="trash" label={t('common.delete')} act={() => { remove(); }} />
              </div>
            </>
          )}
        </div>
      );
    };
  },
});
