// 沙箱: what each stand-in of an outside platform received, whether it took it and why not, and faults to try the bad days.
import { computed, defineComponent, ref } from 'vue';
import { api } from 'console/api.js';
import { useQuery } from 'console/router.jsx';
import { can } from 'console/session.js';
import { locale, t, tOr } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { bytes, clock, dateTime, money, number } from 'console/lib/format.js';
import { inLanguage } from 'console/lib/words.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { Json } from 'console/parts/Json.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { SelectField } from 'console/parts/Fields.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Async, Empty, Failed } from 'console/parts/States.jsx';
import { toast, toastError } from 'console/parts/dialogs.jsx';
import { Push } from './Push.jsx';

const title = (platform) => tOr(`sandbox.platform.${platform.name}`, platform.title);
const flat = (value) => (value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));

/** The call itself; secrets are hidden by the server. */
const Request = ({ request }) => {
  const list = (title, items) => items.length > 0 && (
    <section><h3>{title}</h3><dl class="facts sandbox-fields">{items.map((item, at) => [<dt key={`n${at}`}>{item.name}</dt>, <dd key={`v${at}`}><code class="sandbox-call">{item.value}</code></dd>])}</dl></section>
  );
  let json = null;
  try { json = JSON.parse(request.body); } catch { /* no JSON: shown as text */ }
  return (
    <>
      {list(t('sandbox.query'), request.query)}
      {list(t('sandbox.headers'), request.headers)}
      <section><h3>{t('sandbox.body')} <span class="muted small num">{bytes(request.bodyBytes)}</span></h3>
        {request.bodyBytes === 0 ? <p class="muted">{t('sandbox.noBody')}</p> : json !== null && typeof json === 'object' ? <Json value={json} /> : <pre class="sandbox-body">{request.body}</pre>}
        {request.bodyBytes > 16384 && <p class="muted small">{t('sandbox.bodyCut')}</p>}</section>
    </>
  );
};
Request.props = ['request'];

export default defineComponent({
  name: 'SandboxPage',
  setup() {
    const lastPhone = () => (log.data ?? []).find((entry) => !entry.push && entry.accepted && entry.summary?.phone)?.summary.phone.split(',')[0].replace(/^\+86/, '');
    const chosen = useQuery('platform', '');
    const verdict = useQuery('verdict', '');
    const open = ref(null);
    const shown = ref(false); // credentials
    const list = useLoad(async (signal) => api.get('/sandbox', null, { signal }));
    const current = computed(() => list.data?.items.find((each) => each.name === chosen.value) ?? list.data?.items[0] ?? null);
    const log = useLoad(async (signal) => (current.value ? (await api.get(`/sandbox/${current.value.name}`, { limit: 200 }, { signal })).items : []), () => current.value?.name);
    usePolling(() => { if (list.data?.running) { list.reload(); log.reload(); } }, 3);
    const rows = computed(() => (log.data ?? []).filter((entry) => !verdict.value || entry.accepted === (verdict.value === 'accepted')));

    const setFault = async (platform, fault) => {
      try {
        await api.put(`/sandbox/${platform.name}/fault`, { fault });
        await list.reload();
        toast(t(fault === 'none' ? 'sandbox.faultOff' : 'sandbox.faultOn', { name: title(platform), fault: tOr(`sandbox.fault.${fault}`, fault) }));
      } catch (error) {
        toastError(error);
      }
    };
    /** What the platform said when it refused: the first text of its answer that is no number. */
    const why = (entry) => {
      if (entry.summary?.fault) return t('sandbox.byFault', { fault: tOr(`sandbox.fault.${entry.summary.fault}`, entry.summary.fault) });
      if (entry.accepted) return '';
      const answer = entry.answer ?? {};
      return flat(answer.message ?? answer.Message ?? answer.message_cn ?? answer.errmsg ?? answer.msg ?? answer.error ?? answer.Response?.Error?.Message ?? answer);
    };
    const Verdict = ({ entry }) => <Badge tone={entry.accepted ? 'good' : 'bad'} dot label={t(entry.accepted ? 'sandbox.accepted' : 'sandbox.refused')} />;
    Verdict.props = ['entry'];
    const platforms = useLoad(async (signal) => (can('media.read') ? (await api.get('/media/platforms', null, { signal, quiet: true })).items : []));
    const eventLabel = (platform, code) => inLanguage(platforms.data?.find((each) => each.key === platform)?.events?.find((event) => event.code === code)?.label) || code;
    const params = (value) => {
      let given = value;
      if (typeof value === 'string') try { given = JSON.parse(value); } catch { /* as it is */ }
      return given && typeof given === 'object' ? Object.entries(given).map(([name, each]) => (Array.isArray(given) ? flat(each) : `${name} = ${flat(each)}`)).join(t('common.comma')) : flat(given);
    };
    /** What a platform received in a few words: the event or the receiver first, then money, template, click. */
    /** A receipt or a reply in a few words: from whom, and what. */
    const pushWords = (entry) => {
      let body = null;
      try { body = JSON.parse(entry.request?.body ?? ''); } catch { /* no JSON */ }
      const of = Array.isArray(body) ? body[0] : body;
      const phone = of?.phone_number ?? of?.mobile;
      return [phone && t('sandbox.is', { name: t('identifier.phone'), value: phone }), of?.content ?? of?.text ?? of?.description ?? of?.err_msg].filter(Boolean).join(' · ');
    };
    const summaryWords = (entry) => {
      if (entry.push) return pushWords(entry);
      const { actions, ...of } = entry.summary ?? {};
      const action = actions?.[0]; // of several the first one says it
      const event = action?.action_type ?? of.event;
      const amount = action?.action_param?.value ?? of.amount;
      const click = action?.trace?.click_id ?? of.callback;
      const named = (name, value) => (value ? t('sandbox.is', { name: t(name), value: flat(value) }) : '');
      return [
        event && eventLabel(current.value?.name, event), actions?.length > 1 && t('sandbox.more', { n: number(actions.length - 1) }),
        Number.isFinite(amount) && money(amount), named('identifier.phone', of.phone ?? of.query), named('templates.code', of.template), of.params && params(of.params), of.text,
        named('links.clickId', click), of.repeated > 0 && t('sandbox.repeated', { n: number(of.repeated) }), of.error,
      ].filter(Boolean).join(' · ');
    };
    const columns = () => [
      { key: 'at', label: t('sandbox.at'), width: 96, render: (entry) => <span class="num nowrap" title={dateTime(entry.at, { seconds: true })}>{clock(entry.at)}</span> },
      { key: 'call', label: t('sandbox.call'), main: true, render: (entry) => <span class="row">{entry.push && <Badge tone="accent" label={t(`sandbox.push.${entry.summary.push}`)} />}<code class={['sandbox-call', entry.push && 'ellipsis sandbox-push']} title={entry.push ? entry.call : undefined}>{entry.call}</code></span> },
      { key: 'verdict', label: t('sandbox.verdict'), width: 110, render: (entry) => <Verdict entry={entry} /> },
      { key: 'what', label: t('sandbox.what'), wide: true, render: (entry) => (why(entry) ? <span class={['sandbox-line', entry.accepted ? 'soft' : 'bad']} title={why(entry)}>{why(entry)}</span> : <span class="sandbox-line soft" title={summaryWords(entry)}>{summaryWords(entry) || '—'}</span>) },
    ];
    const faultField = (platform) => (
      <SelectField label={t('sandbox.fault')} disable={!can('channels.write')} options={(list.data.faults ?? []).map((fault) => ({ value: fault, label: tOr(`sandbox.fault.${fault}`, fault), caption: tOr(`sandbox.fault.${fault}.means`, '') }))}
        modelValue={platform.fault} onUpdate:modelValue={(fault) => { setFault(platform, fault); }} />
    );
    const card = (platform) => (
      <li key={platform.name}>
        <button type="button" class={['sandbox-platform', platform.name === current.value?.name && 'on']} aria-pressed={String(platform.name === current.value?.name)} onClick={() => { chosen.value = platform.name; open.value = null; }}>
          <span class="row between"><strong class="ellipsis">{title(platform)}</strong>{platform.fault !== 'none' && <Badge tone="warn" label={tOr(`sandbox.fault.${platform.fault}`, platform.fault)} />}</span>
          <span class="muted small num">{t('sandbox.accepted')} {number(platform.accepted)} · <span class={platform.refused > 0 ? 'bad' : ''}>{t('sandbox.refused')} {number(platform.refused)}</span></span>
        </button>
      </li>
    );
    const detail = (platform) => (
      <div class="stack sandbox-detail">
        <section class="card">
          <header><h2>{title(platform)}</h2><span class="grow" /><span class="row small muted"><span class="sandbox-live" />{t('sandbox.live')}</span></header>
          <div class="body sandbox-settings">
            {faultField(platform)}
            <dl class="facts">
              <dt>{t('sandbox.address')}</dt><dd class="row"><code class="sandbox-call">{platform.address}</code><Copy text={platform.address} /></dd>
              {Object.keys(platform.credentials ?? {}).length > 0 && <><dt>{t('sandbox.credentials')}</dt><dd>
                {shown.value ? <ul>{Object.entries(platform.credentials).map(([name, value]) => <li key={name} class="row"><span class="muted small">{tOr(`channels.field.${name}`, name)}</span><code class="sandbox-call">{flat(value)}</code><Copy text={flat(value)} /></li>)}</ul> : <span class="muted">••••••</span>} <button type="button" class="link small" onClick={() => { shown.value = !shown.value; }}>{t(shown.value ? 'common.hide' : 'common.show')}</button></dd></>}
            </dl>
            {platform.pushes && can('channels.write') && <Push key={platform.name} platform={platform} phone={lastPhone()} changed={() => Promise.all([list.reload(), log.reload()])} />}
          </div>
        </section>
        {platform.fault !== 'none' && <div class="notice warn"><Icon name="warning" /><span class="grow">{tOr(`sandbox.fault.${platform.fault}.means`, platform.fault)}</span>{can('channels.write') && <Button small label={t('sandbox.turnOff')} act={() => setFault(platform, 'none')} />}</div>}
        <div class="row wrap"><h2 class="sandbox-title">{t('sandbox.log')}</h2><span class="grow" />
          <FilterChip label={t('sandbox.verdict')} value={verdict.value} options={['accepted', 'refused'].map((value) => ({ value, label: t(`sandbox.${value}`) }))} onPick={(value) => { verdict.value = value; }} /></div>
        {log.error && !log.data ? <Failed error={log.error} retry={log.reload} />
          : <DataTable label={t('sandbox.log')} columns={columns()} rows={rows.value} loading={log.loading && !log.data} rowKey={(entry) => entry.id} active={open.value?.id} open={(entry) => { open.value = entry; }}>{{
            empty: () => <Empty icon="plug" title={t(verdict.value ? 'common.nothingFound' : 'sandbox.nothing')} why={verdict.value ? undefined : t('sandbox.nothingWhy')} />,
          }}</DataTable>}
      </div>
    );
    return () => (
      <Page title={t('nav.sandbox')} purpose={t('sandbox.purpose')}>{{
        default: () => (
          <Async state={list} kind="rows" count={6}>{(data) => (data.running
            ? (
              <div class="sandbox-split">
                <ul class="sandbox-platforms" aria-label={t('sandbox.platforms')}>{data.items.map(card)}</ul>
                {current.value && detail(current.value)}
                <SideDrawer open={Boolean(open.value)} title={open.value?.call ?? ''} subtitle={open.value && dateTime(open.value.at, { seconds: true })} close={() => { open.value = null; }}>
                  {() => open.value && (
                    <>
                      <dl class="facts">
                        <dt>{t('sandbox.verdict')}</dt><dd class="row wrap"><Verdict entry={open.value} /><span class="muted num">{open.value.status ? `HTTP ${open.value.status}` : t('sandbox.noAnswer')}</span></dd>
                        {why(open.value) && <><dt>{t('common.why')}</dt><dd lang={locale.value === 'en' ? undefined : 'en'}>{why(open.value)}</dd></>}
                      </dl>
                      <section><h3>{t(open.value.push ? 'sandbox.pushed' : 'sandbox.received')}</h3>{Object.keys(open.value.summary ?? {}).length ? <Json value={open.value.summary} /> : <p class="muted">{t('sandbox.noSummary')}</p>}</section>
                      {open.value.request && <Request request={open.value.request} />}
                      <section><h3>{t(open.value.push ? 'sandbox.otherSide' : 'sandbox.answered')}</h3>{open.value.answer === null ? <p class="muted">{t('sandbox.noAnswer')}</p> : <Json value={open.value.answer} />}</section>
                    </>
                  )}
                </SideDrawer>
              </div>
            )
            : <div class="card"><Empty icon="plug" title={t('sandbox.off')} why={t('sandbox.offWhy')}>
              <div class="sandbox-commands"><div class="row"><code>lianlu demo</code><Copy text="lianlu demo" /></div><div class="row"><code>lianlu sandbox</code><Copy text="lianlu sandbox" /></div></div></Empty></div>)}</Async>
        ),
      }}</Page>
    );
  },
});
