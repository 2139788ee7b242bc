// One link: its address, settings, and the clicks on it.
import { computed, defineComponent, reactive } from 'vue';
import { api } from 'console/api.js';
import { Link, isAvailable } from 'console/router.jsx';
import { can, mayChange } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { usePages } from 'console/lib/load.js';
import { dateTime } from 'console/lib/format.js';
import { model } from 'console/lib/model.js';
import { QToggle } from 'console/lib/quasar.js';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { More } from 'console/parts/More.jsx';
import { TextField } from 'console/parts/Fields.jsx';
import { PlainTable } from 'console/parts/PlainTable.jsx';
import { Empty, ErrorNotice, Failed, Skeleton } from 'console/parts/States.jsx';
import { toast } from 'console/parts/dialogs.jsx';
import { platformName } from '../origins/words.js';
import { OriginField, TargetFields, UTMFields, blankUTM, cleanUTM } from './fields.jsx';

export const LinkDetails = defineComponent({
  name: 'LinkDetails',
  props: ['link', 'origins', 'pages', 'changed'],
  setup(props) {
    const read = (link) => ({ name: link.name, origin: link.origin ?? null, to: link.page ? 'page' : 'url', page: link.page ?? null, url: link.url ?? '', utm: blankUTM(link.utm), active: link.active });
    const form = reactive({ ...read(props.link), error: null });
    const body = (values) => ({ name: values.name.trim(), origin: values.origin, page: values.to === 'page' ? values.page : null, url: values.to === 'url' ? values.url.trim() : '', utm: cleanUTM(values.utm), active: values.active });
    const isChanged = computed(() => JSON.stringify(body(form)) !== JSON.stringify(body(read(props.link))));
    const clicks = usePages((page, signal) => api.get('/clicks', { link: props.link.id, ...page, limit: 50 }, { signal }));
    const locked = () => !mayChange('touchpoints.write');
    async function save() {
      form.error = null;
      try {
        const link = await api.patch(`/links/${props.link.id}`, body(form));
        await props.changed();
        Object.assign(form, read(link));
        toast(t('common.saved'));
      } catch (error) {
        form.error = error;
      }
    }
    const campaign = (click) => Object.entries(click.campaign ?? {}).map(([key, value]) => `${key} ${value}`).join(' · ');
    return () => (
      <>
        <div class="notice"><code class="grow" style="overflow-wrap:anywhere">{props.link.address}</code><Copy text={props.link.address} label={t('common.copy')} /></div>
        <p class="muted small">{t('links.adHint')}</p>
        <section class="form">
          <TextField label={t('links.name')} maxlength="80" disable={locked()} {...model(form, 'name')} />
          <OriginField form={form} origins={props.origins} />
          <TargetFields form={form} pages={props.pages} disabled={locked()} />
          <UTMFields utm={form.utm} disabled={locked()} />
          <QToggle dense disable={locked()} label={t(form.active ? 'links.on' : 'links.off')} {...model(form, 'active')} />
          {form.error && <ErrorNotice error={form.error} />}
          {!locked() && <div class="row"><Button kind="primary" label={t('common.save')} disabled={!isChanged.value || !form.name.trim()} act={save} /></div>}
        </section>
        <section>
          <h3>{t('links.clicks')}</h3>
          {clicks.first.error ? <Failed error={clicks.first.error} retry={clicks.first.reload} /> : !clicks.first.data ? <Skeleton count={3} />
            : clicks.items.length === 0 ? <Empty icon="link" title={t('links.noClicks')} why={t('links.noClicks.why')} />
              : (
                <><PlainTable class="links-clicks" label={t('links.clicks')} head={['links.clickedAt', 'links.clickId', 'common.customers'].map((key) => ({ label: t(key) }))}
                  rows={clicks.items.map((click) => ({
                    key: click.id, cells: [
                      <span class="num nowrap">{dateTime(click.time, { seconds: true })}</span>,
                      click.platform ? <span>{platformName(click.platform)} <code class="small links-clickid ellipsis" title={click.clickId}>{click.clickId}</code>{campaign(click) && <div class="muted small ellipsis" title={campaign(click)}>{campaign(click)}</div>}</span> : <span class="muted">{t('links.noClickId')}</span>,
                      <span class="nowrap">{click.customer ? (isAvailable('customer') && can('customers.read') ? <Link to={`/customers/${click.customer}`}>{t('customer.number', { n: click.customer })}</Link> : t('customer.number', { n: click.customer })) : '—'}</span>,
                    ],
                  }))} /><More list={clicks} /></>
              )}
        </section>
      </>
    );
  },
});
