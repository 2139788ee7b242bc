// 商品: what is sold, and how often.
import { defineComponent, ref } from 'vue';
import { api } from 'console/api.js';
import { go, isAvailable, useQuery } from 'console/router.jsx';
import { t, tOr } from 'console/i18n/index.js';
import { can } from 'console/session.js';
import { useLoad, usePages } from 'console/lib/load.js';
import { money, number } from 'console/lib/format.js';
import { Page } from 'console/parts/Page.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { DataTable } from 'console/parts/DataTable.jsx';
import { Empty, Failed } from 'console/parts/States.jsx';
import { FilterChip } from 'console/parts/FilterChips.jsx';
import { Json } from 'console/parts/Json.jsx';
import { SearchBox } from 'console/parts/Fields.jsx';
import { Badge } from 'console/parts/Status.jsx';
import { SideDrawer } from 'console/parts/SideDrawer.jsx';

const state = (product) => (product.status ? <Badge label={tOr(`products.status.${product.status}`, product.status)} /> : <span class="muted">—</span>);
const dash = <span class="muted">—</span>;

export default defineComponent({
  name: 'ProductsPage',
  setup() {
    const needle = useQuery('q', '');
    const open = ref(null);
    const category = useQuery('category', '');
    const uncategorised = useQuery('uncategorised', '');
    const asked = () => ({ q: needle.value, category: category.value, uncategorised: uncategorised.value });
    const list = usePages((page, signal) => api.get('/products', { ...asked(), ...page }, { signal }), asked);
    const categories = useLoad(async (signal) => (await api.get('/products/categories', null, { signal })).items);
    // The products without a category are a choice of their own; no category has a line break in its name.
    const none = '\n';
    const choices = () => (categories.data ?? []).map((found) => ({ value: found.category || none, label: `${found.category || t('products.category.none')} (${number(found.products)})` }));
    const chosen = () => (uncategorised.value ? none : category.value);
    const choose = (value) => {
      category.value = value === none ? '' : value;
      uncategorised.value = value === none ? 'true' : '';
    };
    const clear = () => {
      needle.value = '';
      choose('');
    };
    const columns = () => [
      { key: 'name', label: t('products.name'), main: true, render: (product) => <span class="product-name"><strong class="ellipsis">{product.name || product.externalId}</strong><span class="muted small num">{product.externalId}</span></span> },
      { key: 'category', label: t('products.category'), render: (product) => product.category || dash },
      { key: 'priceFen', label: t('products.price'), align: 'right', render: (product) => (product.priceFen === null ? dash : money(product.priceFen)) },
      { key: 'orders', label: t('common.orders'), align: 'right', render: (product) => number(product.orders) },
      { key: 'quantity', label: t('products.sold'), align: 'right', render: (product) => number(product.quantity) },
      { key: 'status', label: t('common.status'), render: state },
    ];
    const importing = (kind) => isAvailable('imports') && can('imports.write') && <Button kind={kind} icon="upload" label={t('products.import')} act={() => { go('/imports'); }} />;
    return () => (
      <Page title={t('nav.products')} purpose={t('products.purpose')}>{{
        actions: () => importing(''),
        filters: () => [
          choices().some(({ value }) => value !== none) && <FilterChip label={t('products.category')} value={chosen()} options={choices()} onPick={choose} />,
          <SearchBox placeholder={t('products.search')} modelValue={needle.value} onUpdate:modelValue={(value) => { needle.value = value; }} />,
        ],
        default: () => (
          <>
            {list.first.error ? <div class="card"><Failed error={list.first.error} retry={list.first.reload} /></div>
              : <DataTable label={t('nav.products')} columns={columns()} rows={list.items} loading={list.first.loading} rowKey={(product) => product.id} active={open.value?.id}
                open={(product) => { open.value = product; }} hasMore={list.hasMore} more={list.more} loadingMore={list.loadingMore}>{{
                  empty: () => (chosen() ? <Empty icon="search" title={t('products.filtered')} why={t('products.filtered.why')}><Button label={t('customers.clearFilters')} act={clear} /></Empty>
                    : needle.value ? <Empty icon="search" title={t('products.nobody', { text: needle.value })} why={t('products.nobody.why')}><Button label={t('customers.clearFilters')} act={clear} /></Empty>
                    : <Empty icon="box" title={t('products.empty')} why={t('products.empty.why')}>{importing('primary')}</Empty>),
                }}</DataTable>}
            <SideDrawer open={Boolean(open.value)} title={open.value && (open.value.name || open.value.externalId)} subtitle={open.value?.category} close={() => { open.value = null; }}>{() => open.value && [
              <dl class="facts">
                <dt>{t('imports.field.products.product_id')}</dt><dd class="num row" style="gap:2px">{open.value.externalId}<Copy text={open.value.externalId} /></dd>
                {open.value.scope && <dt>{t('imports.option.scope')}</dt>}{open.value.scope && <dd>{open.value.scope}</dd>}
                <dt>{t('products.price')}</dt><dd class="num">{open.value.priceFen === null ? '—' : money(open.value.priceFen)}</dd>
                <dt>{t('common.orders')}</dt><dd class="num">{number(open.value.orders)}</dd>
                <dt>{t('products.sold')}</dt><dd class="num">{number(open.value.quantity)}</dd>
                <dt>{t('common.status')}</dt><dd>{state(open.value)}</dd>
              </dl>,
              <div><h3>{t('products.attributes')}</h3>{Object.keys(open.value.attributes ?? {}).length ? <Json value={open.value.attributes} /> : <p class="muted">{t('products.noAttributes')}</p>}</div>,
            ]}</SideDrawer>
          </>
        ),
      }}</Page>
    );
  },
});
