// Spend → clicks → 留资 → 加好友 → 首单 → 复购 against the last period, the money it made, the best and worst origins, alarms and today's tasks.
import { defineComponent, toRef } from 'vue';
import { api } from 'console/api.js';
import { Link, go, isAvailable } from 'console/router.jsx';
import { can } from 'console/session.js';
import { t, tOr } from 'console/i18n/index.js';
import { useLoad, usePolling } from 'console/lib/load.js';
import { resolveRange } from 'console/lib/range.js';
import { dateTime, daysOf, money, number, percent, shortMoney, timeZone } from 'console/lib/format.js';
import { inLanguage } from 'console/lib/words.js';
import { Button } from 'console/parts/Button.jsx';
import { SMALL, Unknown } from 'console/parts/Figure.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { PlainTable } from 'console/parts/PlainTable.jsx';
import { StatCard, StatCards } from 'console/parts/StatCard.jsx';
import { Async, Empty } from 'console/parts/States.jsx';
import { Why } from 'console/parts/Why.jsx';
import { askMargin, unavailableReason } from 'console/parts/media.jsx';
import { Activity } from './Activity.jsx';
import { Funnel } from './Funnel.jsx';

const ratio = (value) => (value === null || value === undefined ? t('common.unavailable') : number(Math.round(value * 100) / 100));

export const Results = defineComponent({
  name: 'OverviewResults',
  props: ['range'],
  setup(props) {
    const range = toRef(props, 'range');
    const overview = useLoad((signal) => api.get('/quality/overview', { ...resolveRange(range.value), timeZone: timeZone() }, { signal }), () => [range.value, timeZone()]);
    usePolling(() => overview.reload(), 60);

    const setMargin = async () => { if (await askMargin()) overview.reload(); };
    const card = (data, key, format, exact, good) => {
      const figure = data.money?.[key];
      if (!figure) return null;
      // The server's sentence says how; of net revenue ours says whose, for the other tab counts everybody's.
      const server = inLanguage(data.definitions?.[key]);
      const ours = t(`overview.money.${key}.meaning`);
      const explain = key === 'netRevenueFen' ? [ours, server].filter(Boolean).join(' ') : server || ours;
      if (figure.value === null || figure.value === undefined) {
        return (
          <div key={key} class="card stat">
            <div class="stat-label"><span class="ellipsis">{t(`overview.money.${key}`)}</span><Why title={t(`overview.money.${key}`)} text={explain} /></div>
            <span class="stat-value overview-none"><Unknown reason={unavailableReason(figure.unavailable)} /></span>
            <div class="stat-note muted small">{figure.unavailable === 'no_margin' && can('media.write')
              ? <button type="button" class="link small" onClick={setMargin}>{t('quality.setMargin')}</button>
              : figure.unavailable === 'no_spend' && isAvailable('spend') ? <Link to="/spend" class="small">{t('quality.importSpend')}</Link> : unavailableReason(figure.unavailable)}</div>
          </div>
        );
      }
      return <StatCard key={key} label={t(`overview.money.${key}`)} explain={explain} value={figure.value} previous={figure.previous ?? undefined} format={format} exact={exact} good={good} points={figure.changeIn === 'points'}
        note={figure.immature ? <span class="row"><span class="hatch-mark" />{t('overview.immature')}</span> : undefined} />;
    };

    const origins = (data, key) => {
      const items = data[key] ?? [];
      return (
        <section class="card">
          <header><h3>{t(`overview.origins.${key}`)}</h3><Why title={t(`overview.origins.${key}`)} text={t(`overview.origins.${key}.meaning`, { n: SMALL })} /><span class="grow" />
            {isAvailable('channel-quality') && can('media.read') && <Link to="/analyse/origins" class="small">{t('nav.channelQuality')}</Link>}</header>
          {items.length === 0 ? <Empty icon="flag" title={t('overview.origins.none')} why={t(`overview.origins.${key}.none`, { n: SMALL })} /> : (
            <PlainTable label={t(`overview.origins.${key}`)} head={[{ label: t('common.origin') }, ...['customers', 'firstOrderRate', 'netRevenue', 'roi'].map((each) => ({ label: t(`quality.${each}`), right: true }))]}
              rows={items.map((item) => ({
                key: item.origin ?? 'none', class: item.small && 'muted', cells: [
                  <div class="overview-name">{item.origin && isAvailable('channel-quality') && can('media.read') ? <Link to="/analyse/origins" query={{ open: item.origin }}>{item.name}</Link> : item.name || t('overview.noOrigin')}</div>,
                  number(item.customers),
                  item.rates?.firstOrder ? <span>{percent(item.rates.firstOrder.value)} <span class="muted small">{number(item.rates.firstOrder.k)}/{number(item.rates.firstOrder.n)}</span></span> : <Unknown />,
                  <span title={money(item.netRevenueFen)}>{shortMoney(item.netRevenueFen)}</span>,
                  item.roi === null || item.roi === undefined ? <Unknown reason={unavailableReason(item.unavailable?.roi)} /> : <span class={item.roi < 0 && 'bad'}>{percent(item.roi)}</span>,
                ],
              }))} />
          )}
        </section>
      );
    };
    const toConsole = (link) => (link && link.startsWith('/') ? link : undefined);
    const tasks = (data) => (
      <section class="card">
        <header><h3>{t('overview.tasks')}</h3></header>
        {(data.tasks ?? []).filter((task) => task.count > 0).length === 0
          ? <div class="body row muted"><Icon name="check" size={17} />{t('overview.noTasks')}</div>
          : <ul class="overview-tasks">{data.tasks.filter((task) => task.count > 0).map((task) => {
            const inside = [<strong class="num">{number(task.count)}</strong>, <span class="grow">{tOr(`overview.task.${task.key}`, task.key)}</span>];
            return <li key={task.key}>{toConsole(task.link) ? <Link to={task.link.split('?')[0]} query={Object.fromEntries(new URLSearchParams(task.link.split('?')[1] ?? ''))}>{inside}<Icon name="right" size={15} /></Link> : <span class="row">{inside}</span>}</li>;
          })}</ul>}
      </section>
    );
    const alarms = (data) => (data.alarms ?? []).map((alarm) => (
      <div key={alarm.key} class={['notice', ['ledger_broken', 'account_problem', 'feedback_gap'].includes(alarm.key) ? 'bad' : 'warn']} role="status">
        <Icon name="warning" /><span class="grow">{inLanguage(alarm.text) || tOr(`overview.alarm.${alarm.key}`, alarm.key)}</span>
        {toConsole(alarm.link) && <Link to={alarm.link.split('?')[0]} query={Object.fromEntries(new URLSearchParams(alarm.link.split('?')[1] ?? ''))}>{t('overview.look')}</Link>}
      </div>
    ));
    const isBare = (data) => (data.steps ?? []).every((step) => !step.value && !step.previous);

    // A server without the room that counts results still has the activity.
    return () => (overview.error?.status === 404 && !overview.data ? <Activity range={range.value} /> : (
      <Async state={overview} kind="cards" count={5}>{(data) => (
        <div class="stack">
          {alarms(data)}
          {isBare(data) && (
            <div class="card"><Empty icon="megaphone" title={t('overview.bare')} why={t('overview.bare.why')}>
              {isAvailable('origins') && can('touchpoints.write') && <Button kind="primary" icon="flag" label={t('overview.bare.origins')} act={() => { go('/origins'); }} />}
              {isAvailable('landing-pages') && can('touchpoints.write') && <Button icon="phone" label={t('nav.landingPages')} act={() => { go('/landing-pages'); }} />}
              {isAvailable('spend') && can('media.write') && <Button icon="upload" label={t('quality.importSpend')} act={() => { go('/spend', { query: { new: '1' } }); }} />}
              {isAvailable('sources') && can('sources.write') && <Button icon="plug" label={t('overview.fresh.act')} act={() => { go('/sources'); }} />}
            </Empty></div>
          )}
          {!isBare(data) && [
            <StatCards>{() => [
              card(data, 'netRevenueFen', shortMoney, money), card(data, 'cplFen', shortMoney, money, 'down'), card(data, 'cacFen', shortMoney, money, 'down'),
              card(data, 'roas', ratio, ratio), card(data, 'roi', percent, percent),
            ]}</StatCards>,
            <div class="overview-main"><Funnel data={data} />{tasks(data)}</div>,
            <div class="grid-2">{origins(data, 'top')}{origins(data, 'bottom')}</div>,
          ]}
          {isBare(data) && data.tasks?.some((task) => task.count > 0) && tasks(data)}
          <p class="muted small row wrap between"><span>{t('overview.against', { range: daysOf(data.previousFrom, data.previousTo).join(' – ') })}</span><span>{t('common.asOf', { time: dateTime(data.asOf, { seconds: true }) })}</span></p>
        </div>
      )}</Async>
    ));
  },
});
