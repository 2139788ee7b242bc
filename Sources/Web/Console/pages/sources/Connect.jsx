// 接入: pick a client library, copy, and see the first event arrive.
import { defineComponent, onBeforeUnmount, ref } from 'vue';
import { t } from 'console/i18n/index.js';
import { ago } from 'console/lib/format.js';
import { can, mayChange, seesAll } from 'console/session.js';
import { Link, isAvailable } from 'console/router.jsx';
import { Button } from 'console/parts/Button.jsx';
import { Code } from 'console/parts/Code.jsx';
import { Copy } from 'console/parts/Copy.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { clientFor, clients, snippetsFor } from './snippets.js';

export const Connect = defineComponent({
  name: 'SourceConnect',
  props: ['source', 'fresh', 'makeKey'],
  setup(props) {
    const client = ref(clientFor(props.source.kind));
    const clock = ref(Date.now());
    const timer = setInterval(() => { clock.value = Date.now(); }, 5000);
    onBeforeUnmount(() => clearInterval(timer));

    const keyText = (kind) => {
      if (!can('sources.write')) return t('sources.yourKey'); // keys are shown to those who may manage them
      if (props.fresh?.kind === kind) return props.fresh.value;
      const live = props.source.keys.find((key) => key.kind === kind && !key.revokedAt);
      return live?.value ?? (live ? t('sources.yourKey') : null);
    };
    return () => {
      const { source } = props;
      if (source.kind === 'import') return <div class="notice"><Icon name="info" /><div>{t('sources.importHint')} {isAvailable('imports') && <Link to="/imports">{t('nav.imports')}</Link>}</div></div>;
      const chosen = clients.find((each) => each.id === client.value);
      const key = keyText(chosen.key);
      return (
        <>
          {props.fresh && (
            <div class="notice good"><Icon name="key" /><div class="grow">
              <strong>{t(props.fresh.kind === 'server' ? 'sources.keyOnce' : 'sources.keyMade')}</strong>
              <div class="row" style="margin-top:4px"><code style="overflow-wrap:anywhere">{props.fresh.value}</code><Copy text={props.fresh.value} /></div>
            </div></div>
          )}
          <div class="source-clients" role="radiogroup" aria-label={t('sources.client')}>{clients.map((each) => (
            <Button key={each.id} small label={each.name} on={each.id === client.value} act={() => { client.value = each.id; }} />
          ))}</div>
          {key === null && (
            <div class="notice warn"><Icon name="warning" /><div class="grow">{t(chosen.key === 'browser' ? 'sources.noBrowserKey' : 'sources.noServerKey')}</div>
              {mayChange('sources.write') && <Button small label={t('sources.newKey')} act={props.makeKey} />}</div>
          )}
          {snippetsFor(client.value, { origin: location.origin, key: key ?? t('sources.yourKey') }).map((block) => <Code key={block.title + client.value} title={block.title} text={block.text} />)}
          <p class="muted small">{t(chosen.key === 'browser' ? 'sources.browserNote' : 'sources.serverNote')}</p>
          <div class={['notice', source.lastEventAt && 'good']} role="status">
            {source.lastEventAt ? <Icon name="check" /> : <Icon name="pulse" />}
            <div class="grow">{source.lastEventAt ? t('sources.arrived', { ago: ago(source.lastEventAt, clock.value) }) : t('sources.waiting')}</div>
            {isAvailable('live') && seesAll() && <Link to="/live" query={{ source: source.id }}>{t('nav.live')}</Link>}
          </div>
        </>
      );
    };
  },
});
