// One origin: what it brought, its settings and its rules.
import { computed, defineComponent, reactive, watch } from 'vue';
import { api } from 'console/api.js';
import { Link, isAvailable } from 'console/router.jsx';
import { can, mayChange } from 'console/session.js';
import { t } from 'console/i18n/index.js';
import { number } from 'console/lib/format.js';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { ErrorNotice } from 'console/parts/States.jsx';
import { confirm, toast, toastError } from 'console/parts/dialogs.jsx';
import { OriginFields, bodyOf } from './OriginForm.jsx';
import { Rules } from './Rules.jsx';

const valuesOf = (origin) => ({
  name: origin.name, code: origin.code, parent: origin.parent, owner: origin.owner ?? '', kind: origin.kind, platform: origin.platform ?? '', costModel: origin.costModel ?? '', costNote: origin.costNote ?? '',
  rules: (origin.rules ?? []).map(({ field, value }) => ({ field, value })),
});

/** origin, origins, changed(), close(), addBelow(). */
export const OriginDetails = defineComponent({
  name: 'OriginDetails',
  props: ['origin', 'origins', 'changed', 'close', 'addBelow'],
  setup(props) {
    const form = reactive({ ...valuesOf(props.origin), error: null });
    watch(() => JSON.stringify(valuesOf(props.origin)), (text) => Object.assign(form, JSON.parse(text)));
    const cleaned = () => form.rules.map(({ field, value }) => ({ field, value: value.trim() })).filter((rule) => rule.value);
    const changed = computed(() => JSON.stringify({ ...bodyOf(form), rules: cleaned() }) !== JSON.stringify({ ...bodyOf(valuesOf(props.origin)), rules: valuesOf(props.origin).rules }));
    const locked = () => !mayChange('touchpoints.write') || props.origin.archived;
    async function save() {
      form.error = null;
      try {
        await api.patch(`/origins/${props.origin.id}`, { ...bodyOf(form), code: undefined, rules: cleaned() });
        await props.changed();
        toast(t('common.saved'));
      } catch (error) {
        form.error = error;
      }
    }
    const archive = () => confirm({
      title: t('origins.archiveTitle', { name: props.origin.name }), consequence: t('origins.archiveConsequence', { n: props.origin.linksBelow ?? 0 }), action: t('origins.archive'), danger: true,
      act: async () => {
        await api.patch(`/origins/${props.origin.id}`, { archived: true });
        await props.changed();
        toast(t('origins.archived', { name: props.origin.name }), { undo: async () => { await api.patch(`/origins/${props.origin.id}`, { archived: false }); props.changed(); } });
      },
    });
    const remove = () => confirm({
      title: t('origins.removeTitle', { name: props.origin.name }), consequence: t('origins.removeConsequence'), action: t('common.delete'), danger: true,
      act: async () => { await api.delete(`/origins/${props.origin.id}`); props.close(); await props.changed(); },
    });
    const bringBack = async () => {
      try {
        await api.patch(`/origins/${props.origin.id}`, { archived: false });
        await props.changed();
      } catch (error) {
        toastError(error);
      }
    };
    const unused = () => !props.origin.linksBelow && !props.origin.clicksBelow && !props.origins.some((each) => each.parent === props.origin.id);
    const figure = (label, own, all, to) => <div><dt>{label}</dt><dd class="num">{to ? <Link to={to} query={{ origin: props.origin.id }}>{number(all ?? 0)}</Link> : number(all ?? 0)}{own !== all && <span class="muted small"> {t('origins.own', { n: number(own ?? 0) })}</span>}</dd></div>;
    return () => (
      <>
        {props.origin.archived && <div class="notice"><Icon name="archive" /><span class="grow">{t('origins.isArchived')}</span>{mayChange('touchpoints.write') && <Button small label={t('origins.bringBack')} act={bringBack} />}</div>}
        <dl class="origins-figures">
          {figure(t('origins.clicks'), props.origin.clicks, props.origin.clicksBelow)}
          {figure(t('origins.links'), props.origin.links, props.origin.linksBelow, isAvailable('links') && '/links')}
          <div><dt>{t('origins.code')}</dt><dd class="row"><code class="ellipsis">{props.origin.code}</code><Copy text={props.origin.code} /></dd></div>
        </dl>
        <div class="row wrap">
          {isAvailable('links') && !locked() && <Link to="/links" query={{ origin: props.origin.id, new: 'bulk' }} class="btn small"><Icon name="link" size={16} />{t('origins.makeLinks')}</Link>}
          {!locked() && <Button small icon="plus" label={t('origins.addBelow')} act={props.addBelow} />}
          {isAvailable('channel-quality') && can('media.read') && <Link to="/analyse/origins" query={{ open: props.origin.id }} class="btn small"><Icon name="chart" size={16} />{t('nav.channelQuality')}</Link>}
        </div>
        <section class="form"><h3>{t('origins.settings')}</h3><OriginFields form={form} origins={props.origins} self={props.origin} disabled={locked()} /></section>
        <section><h3>{t('origins.rules')}</h3><Rules rules={form.rules} disabled={locked()} /></section>
        {form.error && <ErrorNotice error={form.error} />}
        {!locked() && <div class="row wrap">
          <Button kind="primary" label={t('common.save')} disabled={!changed.value || !form.name.trim()} act={save} />
          <span class="grow" />
          <Button kind="quiet" icon="archive" label={t('origins.archive')} act={() => { archive(); }} />
          {unused() && <Button kind="danger" icon="trash" label={t('common.delete')} act={() => { remove(); }} />}
        </div>}
      </>
    );
  },
});
