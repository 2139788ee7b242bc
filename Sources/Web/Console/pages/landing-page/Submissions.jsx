// The forms sent on a page. Doubtful ones are in quarantine: kept, shown here, never told to an ad platform.
import { defineComponent } from 'vue';
import { api } from 'console/api.js';
import { go, isAvailable, useQuery } from 'console/router.jsx';
import { can } from 'console/session.js';
import { t, tOr } from 'console/i18n/index.js';
import { useLoad, usePages } from 'console/lib/load.js';
import { dateTime } from 'console/lib/format.js';
import { DataTable } from 'console/parts/DataTable.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { Empty, Failed } from 'console/parts/States.jsx';

export const Submissions = defineComponent({
  name: 'PageSubmissions',
  props: ['page'],
  setup(props) {
    const quality = useQuery('quality', '');
    const list = usePages((page, signal) => api.get(`/pages/${props.page.id}/submissions`, { quality: quality.value, ...page }, { signal }), () => quality.value);
    // Forms know origin and link by number.
    const origins = useLoad(async (signal) => (await api.get('/origins', { archived: true }, { signal, quiet: true })).items);
    const links = useLoad(async (signal) => (await api.get('/links', { page: props.page.id, limit: 500 }, { signal, quiet: true })).items);
    const nameIn = (known, id) => (id === null || id === undefined ? <span class="muted">—</span> : known.data?.find((each) => each.id === id)?.name ?? id);
    const columns = () => [
      { key: 'at', label: t('lpage.sub.at'), main: true, render: (row) => <span class="num nowrap">{dateTime(row.at, { seconds: true })}</span> },
      { key: 'customer', label: t('lpage.sub.customer'), render: (row) => (row.customer ? row.customerName ?? t('customer.number', { n: row.customer }) : '—') },
      { key: 'quality', label: t('lpage.sub.quality'), render: (row) => <span class="row wrap"><Badge tone={row.quality === 'ok' ? 'good' : 'warn'} dot label={t(`lpage.sub.${row.quality}`)} />{(row.reasons ?? []).map((reason) => <span key={reason} class="muted small">{tOr(`lpage.reason.${reason}`, reason)}</span>)}</span> },
      { key: 'origin', label: t('common.origin'), render: (row) => row.originName ?? nameIn(origins, row.origin) },
      { key: 'link', label: t('lpage.sub.link'), render: (row) => row.linkName ?? nameIn(links, row.link), phone: false },
      { key: 'variant', label: t('lpage.variant'), value: (row) => row.variant, phone: false },
      { key: 'version', label: t('lpage.sub.version'), align: 'right', value: (row) => row.version },
    ];
    return () => (
      <div class="stack tight">
        <div class="row wrap"><FilterChip label={t('lpage.sub.quality')} value={quality.value} options={['ok', 'quarantine'].map((value) => ({ value, label: t(`lpage.sub.${value}`) }))} onPick={(value) => { quality.value = value; }} />
          <span class="muted small">{t('lpage.sub.meaning')}</span></div>
        {list.first.error ? <Failed error={list.first.error} retry={list.first.reload} />
          : <DataTable label={t('lpage.tab.submissions')} columns={columns()} rows={list.items} loading={list.first.loading} rowKey={(row) => row.id} hasMore={list.hasMore} more={list.more} loadingMore={list.loadingMore}
            open={isAvailable('customer') && can('customers.read') ? (row) => row.customer && go(`/customers/${row.customer}`) : undefined}>{{
              empty: () => <Empty icon="edit" title={t('lpage.sub.empty')} why={t('lpage.sub.empty.why')} />,
            }}</DataTable>}
      </div>
    );
  },
});
