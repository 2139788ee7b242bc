// Signed user ids: with a secret that only the site's own server knows, what the browser SDK says about identity is believed.
import { api } from 'console/api.js';
import { t } from 'console/i18n/index.js';
import { Button } from 'console/parts/Button.jsx';
import { Code } from 'console/parts/Code.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { confirm, showDialog, toastError } from 'console/parts/dialogs.jsx';

export const Signing = ({ source, changed }) => {
  const create = async () => {
    try {
      const { secret } = await api.post(`/sources/${source.id}/identify-secret`);
      await changed();
      await showDialog({
        title: t('signing.title'), width: 560,
        body: ({ close }) => [
          <p class="soft">{t('signing.once')}</p>,
          <Code title={t('signing.secret')} text={secret} />,
          <div class="row end"><Button kind="primary" label={t('sources.keyKept')} act={() => { close(true); }} /></div>,
        ],
      });
    } catch (error) {
      toastError(error);
    }
  };
  const remove = () => confirm({
    title: t('signing.removeTitle'), consequence: t('signing.removeConsequence'), action: t('signing.remove'), danger: true,
    act: async () => {
      await api.delete(`/sources/${source.id}/identify-secret`);
      await changed();
    },
  });
  return (
    <div class="source-key">
      <div class="row"><strong class="grow">{t('signing.title')}</strong>{source.signsUserIds && <Badge tone="good" label={t('signing.on')} />}
        {source.signsUserIds ? <Button small kind="danger" label={t('signing.remove')} act={() => { remove(); }} /> : <Button small label={t('signing.create')} act={create} />}</div>
      <p class="soft small">{t('signing.meaning')}</p>
    </div>
  );
};
Signing.props = ['source', 'changed'];
