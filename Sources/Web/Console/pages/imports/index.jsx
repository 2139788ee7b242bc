// 导入与导出: bring files in with a mapping, a preview and a report; take events and customers out.
import { computed, defineComponent } from 'vue';
import { useQuery } from 'console/router.jsx';
import { t } from 'console/i18n/index.js';
import { can, seesAll } from 'console/session.js';
import { Page } from 'console/parts/Page.jsx';
import { Tabs } from 'console/parts/Fields.jsx';
import { Bring } from './Bring.jsx';
import { Export } from './Export.jsx';
import { Work } from './Work.jsx';
import { targets } from './fields.js';

export default defineComponent({
  name: 'ImportsPage',
  setup() {
    const tab = useQuery('tab', 'import', { replace: false });
    const current = useQuery('id', '', { replace: false });
    const target = useQuery('target', '');
    const tabs = computed(() => [
      ...(can('imports.write') ? ['import'] : []), ...(can('exports.read') ? ['export'] : []),
    ].map((value) => ({ value, label: t(`imports.tab.${value}`) })));
    return () => (
      <Page title={t('nav.imports')} purpose={t('imports.purpose')}>
        {current.value && can('imports.write')
          ? <Work key={current.value} id={current.value} close={() => { current.value = ''; }} />
          : (
            <div class="stack">
              {tabs.value.length > 1 && <Tabs value={tab.value} options={tabs.value} onPick={(value) => { tab.value = value; }} />}
              {tab.value === 'import' ? <Bring target={!seesAll() ? 'leads' : targets.includes(target.value) ? target.value : ''} open={(id) => { current.value = String(id); }} /> : <Export />}
            </div>
          )}
      </Page>
    );
  },
});
