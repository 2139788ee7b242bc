// 组织架构: brand → region → dealer → store. Bounds which customers an account sees.
import { computed, defineComponent, reactive } from 'vue';
import { api } from 'console/api.js';
import { useQuery } from 'console/router.jsx';
import { t } from 'console/i18n/index.js';
import { can } from 'console/session.js';
import { useLoad } from 'console/lib/load.js';
import { number } from 'console/lib/format.js';
import { model } from 'console/lib/model.js';
import { nodeOptions } from 'console/lib/organisation.js';
import { Page } from 'console/parts/Page.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Button } from 'console/parts/Button.jsx';
import { PlainTable } from 'console/parts/PlainTable.jsx';
import { Async, Empty, ErrorNotice } from 'console/parts/States.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { SearchBox, SelectField, TextField } from 'console/parts/Fields.jsx';
import { confirm, showDialog, toast } from 'console/parts/dialogs.jsx';

const kinds = ['brand', 'region', 'dealer', 'store'];
const below = (kind) => kinds.slice(kinds.indexOf(kind) + 1);
const iconOf = { brand: 'flag', region: 'globe', dealer: 'bag', store: 'store' };

function edit({ node, parent, nodes, changed }) {
  const choices = parent ? below(parent.kind) : ['brand'];
  const form = reactive({ name: node?.name ?? '', code: node?.code ?? '', kind: node?.kind ?? choices[0], parent: node?.parent ?? parent?.id ?? null, error: null });
  // a node can move under anything of a higher level that is not itself or below itself
  const inside = (id) => { for (let each = nodes.find((one) => one.id === id); each; each = nodes.find((one) => one.id === each.parent)) if (each.id === node?.id) return true; return false; };
  const places = node ? nodeOptions(nodes).filter((option) => { const each = nodes.find((one) => one.id === option.value); return below(each.kind).includes(node.kind) && !inside(each.id); }) : [];
  return showDialog({
    title: node ? t('organisation.edit', { name: node.name }) : parent ? t('organisation.addUnder', { name: parent.name }) : t('organisation.addBrand'), width: 460,
    body: ({ close }) => {
      const save = async () => {
        form.error = null;
        const body = { name: form.name.trim(), code: form.code.trim() };
        try {
          if (node) await api.patch(`/organisation/${node.id}`, { ...body, ...(form.parent !== node.parent && { parent: form.parent }) });
          else await api.post('/organisation', { ...body, kind: form.kind, ...(parent && { parent: parent.id }) });
          await changed();
          toast(t('common.saved'));
          close(true);
        } catch (error) {
          form.error = error;
        }
      };
      return (
        <div class="form">
          {!node && choices.length > 1 && <SelectField label={t('organisation.kind')} options={choices.map((value) => ({ value, label: t(`organisation.kind.${value}`) }))} {...model(form, 'kind')} />}
          <TextField autofocus label={t('organisation.name')} maxlength="100" {...model(form, 'name')} />
          <TextField label={t('organisation.code')} hint={t('organisation.codeHint')} maxlength="60" {...model(form, 'code')} />
          {node && node.kind !== 'brand' && <SelectField label={t('organisation.parent')} hint={t('organisation.moveHint')} searchable options={places} {...model(form, 'parent')} />}
          {form.error && <ErrorNotice error={form.error} />}
          <div class="row end"><Button label={t('common.cancel')} act={() => { close(false); }} /><Button kind="primary" label={t('common.save')} disabled={!form.name.trim() || !form.code.trim()} act={save} /></div>
        </div>
      );
    },
  });
}

export default defineComponent({
  name: 'OrganisationPage',
  setup() {
    const needle = useQuery('q', '');
    const tree = useLoad(async (signal) => (await api.get('/organisation', null, { signal })).nodes);
    const closed = reactive(new Set());
    // in tree order with depth; figures with everything below
    const rows = computed(() => {
      const nodes = tree.data ?? [];
      const ids = new Set(nodes.map((node) => node.id));
      const children = (id) => nodes.filter((node) => (ids.has(node.parent) ? node.parent : null) === id).sort((a, b) => a.name.localeCompare(b.name));
      const out = [];
      const walk = (node, depth, hidden, names) => {
        const mine = { node, depth, hidden, staff: node.staff, customers: node.customers, children: children(node.id), path: [...names, node.name] };
        out.push(mine);
        for (const child of mine.children) {
          const below = walk(child, depth + 1, hidden || closed.has(node.id), mine.path);
          mine.staff += below.staff;
          mine.customers += below.customers;
        }
        return mine;
      };
      children(null).forEach((node) => walk(node, 0, false, []));
      return out;
    });
    const shown = computed(() => {
      const wanted = needle.value.toLowerCase();
      return wanted ? rows.value.filter(({ node }) => `${node.name} ${node.code}`.toLowerCase().includes(wanted)).map((row) => ({ ...row, depth: 0 })) : rows.value.filter((row) => !row.hidden);
    });
    const remove = (row) => confirm({
      title: t('organisation.deleteTitle', { name: row.node.name }), consequence: t('organisation.deleteConsequence'), action: t('common.delete'), danger: true,
      act: async () => { await api.delete(`/organisation/${row.node.id}`); await tree.reload(); },
    });
    const change = (more) => edit({ nodes: tree.data, changed: tree.reload, ...more });
    const figure = (own, all) => <span>{number(all)}{own !== all && <span class="muted small"> {t('organisation.own', { n: number(own) })}</span>}</span>;
    const may = can('organisation.write');
    return () => (
      <Page title={t('nav.organisation')} purpose={t('organisation.purpose')}>{{
        actions: () => may && tree.data && (tree.data.length === 0
          ? <Button kind="primary" icon="plus" label={t('organisation.addBrand')} act={() => { change({}); }} />
          : <Button kind="primary" icon="plus" label={t('organisation.add')} act={() => { change({ parent: rows.value[0].node }); }} />),
        filters: () => tree.data?.length > 6 && <SearchBox wait={0} placeholder={t('organisation.search')} modelValue={needle.value} onUpdate:modelValue={(value) => { needle.value = value; }} />,
        default: () => (
          <Async state={tree}>{() => (rows.value.length === 0
            ? <div class="card"><Empty icon="tree" title={t('organisation.empty')} why={t('organisation.empty.why')}>{may && <Button kind="primary" icon="plus" label={t('organisation.addBrand')} act={() => { change({}); }} />}</Empty></div>
            : (
              <div class="card scroll-x">
                <PlainTable label={t('nav.organisation')} head={[...['name', 'kind', 'code'].map((key) => ({ label: t(`organisation.${key}`) })), { label: t('organisation.staff'), right: true }, { label: t('common.customers'), right: true }, ...(may ? [{ label: '', right: true }] : [])]}
                  rows={shown.value.map((row) => ({
                    key: row.node.id, cells: [
                      <span class="organisation-name" style={`padding-left:calc(${row.depth} * var(--indent))`}>
                        {row.children.length > 0 && !needle.value
                          ? <button type="button" class="organisation-fold" aria-expanded={String(!closed.has(row.node.id))} aria-label={row.node.name} onClick={() => (closed.has(row.node.id) ? closed.delete(row.node.id) : closed.add(row.node.id))}><Icon name={closed.has(row.node.id) ? 'right' : 'down'} size={14} /></button>
                          : <span class="organisation-fold" />}
                        <Icon name={iconOf[row.node.kind]} size={16} class="muted" /><strong class="ellipsis">{row.node.name}</strong>
                        {needle.value && row.path.length > 1 && <span class="muted small ellipsis">{row.path.slice(0, -1).join(' / ')}</span>}</span>,
                      <Badge label={t(`organisation.kind.${row.node.kind}`)} tone={row.node.kind === 'brand' ? 'accent' : ''} />,
                      row.node.code && <code>{row.node.code}</code>,
                      figure(row.node.staff, row.staff),
                      figure(row.node.customers, row.customers),
                      ...(may ? [<span class="row end" style="gap:0">
                        {row.node.kind !== 'store' && <Button small kind="quiet" icon="plus" hint={t('organisation.addUnder', { name: row.node.name })} act={() => { change({ parent: row.node }); }} />}
                        <Button small kind="quiet" icon="edit" hint={t('organisation.edit', { name: row.node.name })} act={() => { change({ node: row.node }); }} />
                        <Button small kind="quiet" icon="trash" hint={row.children.length || row.node.staff || row.node.customers ? t('organisation.notEmpty') : t('common.delete')} disabled={Boolean(row.children.length || row.node.staff || row.node.customers)} act={() => { remove(row); }} /></span>] : []),
                    ],
                  }))} />
                {shown.value.length === 0 && <Empty icon="search" title={t('common.nothingFound')} />}
              </div>
            ))}</Async>
        ),
      }}</Page>
    );
  },
});
