// 标签: the catalogue. What each tag means, who answers for it, how many customers have it.
import { computed, defineComponent, reactive } from 'vue';
import { api } from 'console/api.js';
import { Link, useQuery } from 'console/router.jsx';
import { t } from 'console/i18n/index.js';
import { can } from 'console/session.js';
import { useLoad } from 'console/lib/load.js';
import { ago, dateTime, number, percent } from 'console/lib/format.js';
import { model } from 'console/lib/model.js';
import { sourceText } from 'console/lib/words.js';
import { QTooltip } from 'console/lib/quasar.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Empty, ErrorNotice, Failed } from 'console/parts/States.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { SearchBox, TextField } from 'console/parts/Fields.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { confirm, showDialog, toast } from 'console/parts/dialogs.jsx';

function edit(tag, groups, changed) {
  const form = reactive({ name: tag?.name ?? '', group: tag?.group ?? '', description: tag?.description ?? '', error: null });
  return showDialog({
    title: tag ? t('tagCatalogue.edit', { name: tag.name }) : t('tagCatalogue.new'), width: 460,
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        const body = { name: form.name.trim(), group: form.group.trim(), description: form.description.trim() };
        try {
          await (tag ? api.patch(`/tags/${tag.id}`, body) : api.post('/tags', body));
          await changed();
          toast(t('common.saved'));
          close(true);
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <div class="form">
          <TextField autofocus label={t('tagCatalogue.name')} maxlength="60" {...model(form, 'name')} />
          <div class="stack tight">
            <TextField label={t('tagCatalogue.group')} optional hint={t('tagCatalogue.groupHint')} maxlength="60" {...model(form, 'group')} />
            {groups.length > 0 && <div class="row wrap" style="gap:6px">{groups.slice(0, 10).map((group) => <Button key={group} small label={group} on={form.group === group} act={() => { form.group = group; }} />)}</div>}
          </div>
          <TextField label={t('tagCatalogue.description')} optional hint={t('tagCatalogue.descriptionHint')} type="textarea" rows="3" maxlength="500" {...model(form, 'description')} />
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('common.save')} disabled={!form.name.trim()} act={save} /></div>
        </div>
      );
    },
  });
}

export default defineComponent({
  name: 'TagsPage',
  setup() {
    const needle = useQuery('q', '');
    const group = useQuery('group', '');
    const tags = useLoad(async (signal) => (await api.get('/tags', null, { signal })).items);
    const total = useLoad(async (signal) => (await api.get('/customers', { limit: 1 }, { signal })).total);
    // figures of tags are of everybody; where only a part may be seen there is no share
    const whole = computed(() => (total.data > 0 && (tags.data ?? []).every((tag) => tag.customers <= total.data) ? total.data : null));
    const groups = computed(() => [...new Set((tags.data ?? []).map((tag) => tag.group).filter(Boolean))].sort());
    const shown = computed(() => {
      const wanted = needle.value.toLowerCase();
      return (tags.data ?? []).filter((tag) => (!group.value || tag.group === group.value) && `${tag.name} ${tag.group} ${tag.description}`.toLowerCase().includes(wanted));
    });
    const remove = (tag) => confirm({
      title: t('tagCatalogue.deleteTitle', { name: tag.name }), consequence: t('tagCatalogue.deleteConsequence', { n: number(tag.customers) }),
      action: t('common.delete'), danger: true, typed: tag.customers > 0 ? tag.name : null,
      act: async () => { await api.delete(`/tags/${tag.id}`); await tags.reload(); },
    });
    const columns = () => [
      { key: 'name', label: t('tagCatalogue.name'), sort: true, main: true, render: (tag) => <span class="tag-chip">{tag.name}</span> },
      { key: 'group', label: t('tagCatalogue.group'), sort: true, render: (tag) => tag.group || <span class="muted">{t('tags.noGroup')}</span> },
      { key: 'description', label: t('tagCatalogue.description'), render: (tag) => (tag.description ? <span class="tag-description">{tag.description}</span> : <span class="muted">{t('tagCatalogue.undefined')}</span>) },
      { key: 'owner', label: t('tagCatalogue.owner'), sort: true, render: (tag) => sourceText(tag.owner) || <span class="muted">{t('tags.bySource')}</span> },
      { key: 'customers', label: t('tagCatalogue.coverage'), align: 'right', sort: true, render: (tag) => (
        <span class="tag-coverage"><Link to="/customers" query={{ tag: tag.name }}>{number(tag.customers)}</Link>
          {whole.value && <span class="tag-bar" aria-hidden="true"><span style={`width:${100 * tag.customers / whole.value}%`} /></span>}
          {whole.value && <span class="muted small">{percent(tag.customers / whole.value)}</span>}</span>) },
      { key: 'lastAppliedAt', label: t('tagCatalogue.last'), sort: true, render: (tag) => (tag.lastAppliedAt ? <span class="nowrap">{ago(tag.lastAppliedAt)}<QTooltip delay={300}>{dateTime(tag.lastAppliedAt)}</QTooltip></span> : <span class="muted">{t('common.never')}</span>) },
      ...(can('tags.write') ? [{ key: 'actions', label: '', align: 'right', render: (tag) => (
        <span class="row end" style="gap:0"><Button small kind="quiet" icon="edit" hint={t('tagCatalogue.edit', { name: tag.name })} act={() => { edit(tag, groups.value, tags.reload); }} />
          <Button small kind="quiet" icon="trash" hint={t('common.delete')} act={() => { remove(tag); }} /></span>) }] : []),
    ];
    const create = () => can('tags.write') && <Button kind="primary" icon="plus" label={t('tagCatalogue.new')} act={() => { edit(null, groups.value, tags.reload); }} />;
    return () => (
      <Page title={t('nav.tags')} purpose={t('tagCatalogue.purpose')}>{{
        actions: create,
        filters: () => [
          <SearchBox wait={0} placeholder={t('tagCatalogue.search')} modelValue={needle.value} onUpdate:modelValue={(value) => { needle.value = value; }} />,
          groups.value.length > 0 && <FilterChip label={t('tagCatalogue.group')} value={group.value} options={groups.value.map((value) => ({ value, label: value, count: tags.data.filter((tag) => tag.group === value).length }))} onPick={(value) => { group.value = value; }} />,
        ],
        default: () => (
          <>
            {tags.error && !tags.data ? <div class="card"><Failed error={tags.error} retry={tags.reload} /></div>
              : <DataTable label={t('nav.tags')} columns={columns()} rows={shown.value} loading={tags.loading} rowKey={(tag) => tag.id}>{{
                empty: () => (needle.value || group.value ? <Empty icon="search" title={t('common.nothingFound')} why={t('tagCatalogue.nobody.why')}><Button label={t('customers.clearFilters')} act={() => { needle.value = ''; group.value = ''; }} /></Empty>
                  : <Empty icon="tag" title={t('tagCatalogue.empty')} why={t('tagCatalogue.empty.why')}>{create()}</Empty>),
              }}</DataTable>}
            {whole.value && shown.value.length > 0 && <p class="muted small tag-note"><Icon name="info" size={14} class="inline" /> {t('tagCatalogue.coverageOf', { n: number(whole.value) })}</p>}
          </>
        ),
      }}</Page>
    );
  },
});
