// 元数据管理: what events and properties are called, in every language; what is hidden from lists.
import { computed, defineComponent, reactive, watch } from 'vue';
import { QToggle, QTooltip } from 'console/lib/quasar.js';
import { api } from 'console/api.js';
import { Link, go, isAvailable, setQuery, useQuery } from 'console/router.jsx';
import { displayName, locale, t, tOr } from 'console/i18n/index.js';
import { can, mayChange } from 'console/session.js';
import { useLoad } from 'console/lib/load.js';
import { date, dateTime, number } from 'console/lib/format.js';
import { model } from 'console/lib/model.js';
import { propertyName } from 'console/lib/words.js';
import { Page } from 'console/parts/Page.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Async, Empty, ErrorNotice, Failed } from 'console/parts/States.jsx';
import { Total } from 'console/parts/Total.jsx';
import { SearchBox, Segmented, Tabs, TextField } from 'console/parts/Fields.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';
import { toast } from 'console/parts/dialogs.jsx';

const languages = [['zh-Hans', '简体中文'], ['zh-Hant', '繁體中文'], ['en', 'English']];

const propertyColumns = () => [
  { key: 'name', label: t('dictionary.property'), main: true, sort: true, render: (each) => <span class="dictionary-name"><strong>{propertyName(each.name)}</strong>{propertyName(each.name) !== each.name && <code class="muted">{each.name}</code>}</span> },
  { key: 'type', label: t('dictionary.type'), render: (each) => <Badge label={tOr(`dictionary.type.${each.type}`, each.type)} /> },
  { key: 'samples', label: t('imports.samples'), render: (each) => <span class="dictionary-samples">{each.samples.slice(0, 5).map((sample, at) => <span key={at} class="ellipsis num">{String(sample)}</span>)}</span> },
  { key: 'promoted', label: t('dictionary.fast'), phone: false, render: (each) => (each.promoted ? <Badge tone="good" label={t('dictionary.fast.yes')} /> : <span class="muted">—</span>) },
];

/** The properties of one event, or of all. */
const Properties = defineComponent({
  name: 'DictionaryProperties',
  props: ['event'],
  setup(props) {
    const list = useLoad(async (signal) => (await api.get('/dictionary/properties', { event: props.event }, { signal })).items, () => props.event);
    return () => <Async state={list}>{(items) => <DataTable label={t('dictionary.properties')} columns={propertyColumns()} rows={items} rowKey={(each) => each.name}>{{
      empty: () => <Empty icon="list" title={t('dictionary.noProperties')} why={t('dictionary.noProperties.why')} />,
    }}</DataTable>}</Async>;
  },
});

const Editor = defineComponent({
  name: 'DictionaryEditor',
  props: ['entry', 'changed'],
  setup(props) {
    const form = reactive({ names: {}, description: '', hidden: false, error: null });
    const fill = () => Object.assign(form, { names: Object.fromEntries(languages.map(([id]) => [id, props.entry.displayName?.[id] ?? ''])), description: props.entry.description, hidden: props.entry.hidden, error: null });
    watch(() => props.entry.name, fill, { immediate: true });
    const isChanged = () => languages.some(([id]) => form.names[id].trim() !== (props.entry.displayName?.[id] ?? '')) || form.description.trim() !== props.entry.description || form.hidden !== props.entry.hidden;
    const save = async () => {
      form.error = null;
      try {
        await api.patch(`/dictionary/events/${encodeURIComponent(props.entry.name)}`, {
          displayName: Object.fromEntries(languages.map(([id]) => [id, form.names[id].trim() || null])), description: form.description.trim(), hidden: form.hidden,
        });
        await props.changed();
        toast(t('common.saved'));
      } catch (error) {
        form.error = error;
      }
    };
    const readOnly = !mayChange('dictionary.write');
    return () => (
      <div class="form">
        {languages.map(([id, label]) => <TextField key={id} label={t('dictionary.nameIn', { language: label })} placeholder={id === locale.value ? displayName({ name: props.entry.name }) : undefined} maxlength="100" readonly={readOnly} {...model(form.names, id)} />)}
        <TextField label={t('dictionary.description')} hint={t('dictionary.descriptionHint')} optional type="textarea" rows="3" maxlength="500" readonly={readOnly} {...model(form, 'description')} />
        <div><QToggle dense disable={readOnly} label={t('dictionary.hide')} {...model(form, 'hidden')} /><p class="field-hint">{t('dictionary.hideHint')}</p></div>
        {form.error && <ErrorNotice error={form.error} />}
        {!readOnly && <div class="row end"><Button label={t('dictionary.revert')} disabled={!isChanged()} act={fill} /><Button kind="primary" label={t('common.save')} disabled={!isChanged()} act={save} /></div>}
      </div>
    );
  },
});

export default defineComponent({
  name: 'DictionaryPage',
  setup() {
    const tab = useQuery('tab', 'events');
    const needle = useQuery('q', '');
    const show = useQuery('show', 'all');
    const open = useQuery('open', '');
    const part = useQuery('part', 'names');
    const list = useLoad(async (signal) => (await api.get('/dictionary/events', null, { signal })).items.sort((a, b) => b.events30d - a.events30d));
    const unnamed = (entry) => !Object.values(entry.displayName ?? {}).some(Boolean) && displayName(entry) === entry.name;
    const shown = computed(() => {
      const wanted = needle.value.toLowerCase();
      return (list.data ?? []).filter((entry) => (show.value === 'all' || (show.value === 'hidden' ? entry.hidden : unnamed(entry))) && `${entry.name} ${Object.values(entry.displayName ?? {}).join(' ')} ${entry.description}`.toLowerCase().includes(wanted));
    });
    const current = computed(() => (list.data ?? []).find((entry) => entry.name === open.value));
    const columns = () => [
      { key: 'name', label: t('common.event'), main: true, sort: true, value: (entry) => displayName(entry), render: (entry) => <span class={['dictionary-name', entry.hidden && 'muted']}><strong>{displayName(entry)}</strong>{displayName(entry) !== entry.name && <code class="muted">{entry.name}</code>}</span> },
      ...languages.map(([id, label]) => ({ key: id, label, phone: false, render: (entry) => entry.displayName?.[id] || <span class="muted">—</span> })),
      { key: 'events30d', label: t('dictionary.events30d'), align: 'right', sort: true, render: (entry) => (isAvailable('trend') && can('analyse.read') ? <Link to="/analyse/trend" query={{ event: entry.name }}>{number(entry.events30d)}</Link> : number(entry.events30d)) },
      { key: 'lastSeen', label: t('dictionary.lastSeen'), sort: true, render: (entry) => (entry.lastSeen ? <span class="num nowrap">{date(entry.lastSeen)}</span> : <span class="muted">{t('dictionary.over30d')}</span>) },
      { key: 'firstSeen', label: t('customers.firstSeen'), sort: true, phone: false, render: (entry) => <span class="num nowrap">{date(entry.firstSeen)}<QTooltip delay={300}>{dateTime(entry.firstSeen)}</QTooltip></span> },
      { key: 'hidden', label: t('common.status'), render: (entry) => (entry.hidden ? <Badge label={t('dictionary.hidden')} /> : <Badge tone="good" label={t('dictionary.shown')} />) },
    ];
    return () => (
      <Page title={t('nav.dictionary')} purpose={t('dictionary.purpose')} changes="dictionary.write">
        <div class="stack">
          <Tabs value={tab.value} options={[{ value: 'events', label: t('dictionary.tab.events'), count: list.data?.length }, { value: 'properties', label: t('dictionary.tab.properties') }]} onPick={(value) => { tab.value = value; }} />
          {tab.value === 'properties' ? <Properties /> : (
            <>
              <div class="page-filters" style="margin:0">
                <SearchBox wait={0} placeholder={t('dictionary.search')} modelValue={needle.value} onUpdate:modelValue={(value) => { needle.value = value; }} />
                <Segmented label={t('dictionary.show')} value={show.value} options={['all', 'unnamed', 'hidden'].map((value) => ({ value, label: t(`dictionary.show.${value}`) }))} onPick={(value) => { show.value = value; }} />
                <span class="grow" />{list.data && <Total of={{ total: shown.value.length }} />}
              </div>
              {list.error && !list.data ? <div class="card"><Failed error={list.error} retry={list.reload} /></div>
                : <DataTable label={t('nav.dictionary')} columns={columns()} rows={shown.value} loading={list.loading} rowKey={(entry) => entry.name} active={open.value || undefined}
                  open={(entry) => setQuery({ open: entry.name, part: undefined })}>{{
                    empty: () => (list.data?.length ? <Empty icon="search" title={t('common.nothingFound')} why={t('dictionary.nobody.why')}><Button label={t('customers.clearFilters')} act={() => { setQuery({ q: undefined, show: undefined }); }} /></Empty>
                      : <Empty icon="book" title={t('dictionary.empty')} why={t('dictionary.empty.why')}>{isAvailable('sources') && can('sources.read') && <Button kind="primary" icon="plug" label={t('nav.sources')} act={() => { go('/sources'); }} />}</Empty>),
                  }}</DataTable>}
            </>
          )}
          <SideDrawer open={Boolean(current.value)} width={620} title={current.value && displayName(current.value)} subtitle={current.value && t('dictionary.counted', { n: number(current.value.events30d), since: date(current.value.firstSeen) })} close={() => setQuery({ open: undefined, part: undefined })}>{{
            default: () => current.value && (
              <>
                <div class="row" style="gap:2px"><code>{current.value.name}</code><Copy text={current.value.name} /></div>
                <Tabs value={part.value} options={['names', 'properties'].map((value) => ({ value, label: t(`dictionary.part.${value}`) }))} onPick={(value) => { part.value = value; }} />
                {part.value === 'names' ? <Editor entry={current.value} changed={list.reload} /> : <Properties event={current.value.name} />}
              </>
            ),
          }}</SideDrawer>
        </div>
      </Page>
    );
  },
});
