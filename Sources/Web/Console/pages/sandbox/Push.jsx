// Where an SMS stand-in pushes receipts and answers, and a customer's answer by hand.
import { defineComponent, reactive, watch } from 'vue';
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { model } from 'console/lib/model.js';
import { Button } from 'console/parts/Button.jsx';
import { TextField } from 'console/parts/Fields.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { showDialog, toast } from 'console/parts/dialogs.jsx';

/** A customer answers; resolves with true when it was pushed. */
export function replyForm(platform, phone) {
  const form = reactive({ phone: phone ?? '', text: 'R', error: null });
  return showDialog({
    title: t('sandbox.reply'),
    width: 460,
    body: ({ close }) => {
      const ready = form.phone.trim() && form.text.trim();
      const send = async () => {
        form.error = null;
        try {
          const push = await api.post(`/sandbox/${platform.name}/replies`, { phone: form.phone.trim(), text: form.text.trim() });
          toast(t(push.taken ? 'sandbox.replyTaken' : 'sandbox.replyRefused', { status: push.status || t('sandbox.noAnswer') }));
          close(true);
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <form class="form" onSubmit={(event) => { event.preventDefault(); if (ready) send(); }}>
          <TextField label={t('sandbox.replyPhone')} inputmode="tel" maxlength="20" {...model(form, 'phone')} />
          <TextField label={t('sandbox.replyText')} hint={t('sandbox.replyHint')} maxlength="500" {...model(form, 'text')} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('sandbox.replySend')} disabled={!ready} act={send} /></div>
        </form>
      );
    },
  });
}

export const Push = defineComponent({
  name: 'SandboxPush',
  props: ['platform', 'phone', 'changed'],
  setup(props) {
    const form = reactive({ address: props.platform.pushAddress ?? '', error: null });
    watch(() => props.platform.pushAddress, (address, before) => { if (form.address === (before ?? '')) form.address = address ?? ''; });
    const save = async () => {
      form.error = null;
      try {
        form.address = (await api.put(`/sandbox/${props.platform.name}/push-address`, { address: form.address.trim() })).pushAddress ?? '';
        toast(t('common.saved'));
        await props.changed();
      } catch (error) {
        form.error = error;
      }
    };
    return () => (
      <form class="stack tight" onSubmit={(event) => { event.preventDefault(); save(); }}>
        <TextField label={t('sandbox.pushAddress')} optional hint={t('sandbox.pushHint')} maxlength="500" placeholder="http://127.0.0.1:8170/hooks/messages/1/…" {...model(form, 'address')} />
        {form.error && <ErrorNotice error={form.error} />}
        <div class="row wrap">
          <Button small label={t('common.save')} disabled={form.address.trim() === (props.platform.pushAddress ?? '')} act={save} />
          <Button small icon="send" label={t('sandbox.reply')} disabled={!props.platform.pushAddress} act={async () => { if (await replyForm(props.platform, props.phone)) await props.changed(); }} />
        </div>
      </form>
    );
  },
});
