// The journey from top to bottom: the entry, each step as a card, branches side by side, "+" between them.
import { defineComponent, withDirectives } from 'vue';
import { t } from 'console/i18n/index.js';
import { number } from 'console/lib/format.js';
import { ClosePopup, QMenu } from 'console/lib/quasar.js';
import { Icon } from 'console/parts/Icon.jsx';
import { find, isBranch, layout, mayDuplicate, mayEnd, mayMove, nodesOf, stepIcons, targetOf } from './document.js';
import { entryWords, stepName, stepWords } from './words.jsx';

const palette = [['send', 'slot', 'tag', 'assign', 'webhook'], ['wait', 'wait_until', 'wait_for_event'], ['condition', 'split', 'exit']];
const groups = ['do', 'time', 'way'];
const tone = { send: 'do', slot: 'do', tag: 'do', assign: 'do', webhook: 'do', wait: 'time', wait_until: 'time', wait_for_event: 'time', condition: 'way', split: 'way', exit: 'end' };

/**
 * draft; chosen: 'entry', a step's id or null; choose(id); problems: [{ place, text }]; data: the server's counts and waiting, or null;
 * act: { insert(edge, type), connect(edge, id), remove(id), duplicate(id), move(id, edge) }; moving: a step that is being moved; path: ids that a test run passed.
 */
export const Flow = defineComponent({
  name: 'JourneyFlow',
  props: ['draft', 'chosen', 'choose', 'problems', 'data', 'locked', 'act', 'moving', 'startMove', 'path'],
  setup(props) {
    const wrong = (place) => props.problems.filter((each) => each.place === place);
    const counts = (id) => props.data?.counts?.[id] ?? {};
    const option = (icon, label, act, caption) => withDirectives(
      <button type="button" class="journey-option" onClick={act}><Icon name={icon} size={17} /><span><span>{label}</span>{caption && <span class="muted small">{caption}</span>}</span></button>, [[ClosePopup]]);

    const plus = (edge, key) => {
      if (props.locked) return <span class="journey-line" key={key} />;
      if (props.moving) {
        return mayMove(props.draft, props.moving, edge)
          ? <span class="journey-line" key={key}><button type="button" class="journey-put" onClick={() => props.act.move(props.moving, edge)}>{t('journey.putHere')}</button></span> : <span class="journey-line" key={key} />;
      }
      return (
        <span class="journey-line" key={key}>
          <button type="button" class="journey-plus" aria-label={t('journey.insert')}><Icon name="plus" size={14} />
            <QMenu anchor="bottom middle" self="top middle" offset={[0, 4]}>{() => {
              const ends = mayEnd(props.draft, edge);
              const others = targetOf(props.draft, edge) === '' && edge.from !== null ? nodesOf(props.draft).filter((node) => node.id !== edge.from) : [];
              return (
                <div class="journey-palette">
                  {palette.map((types, at) => (
                    <div key={groups[at]} class={groups[at]}><h4 class="muted small">{t(`journey.palette.${groups[at]}`)}</h4>
                      {types.filter((type) => type !== 'exit' || ends).map((type) => option(stepIcons[type], t(`journey.step.${type}`), () => props.act.insert(edge, type), t(`journey.step.${type}.for`)))}</div>
                  ))}
                  {others.length > 0 && <div class="wide"><h4 class="muted small">{t('journey.palette.join')}</h4>{others.slice(0, 30).map((node) => option('merge', stepName(node), () => props.act.connect(edge, node.id), stepWords(node)))}</div>}
                </div>
              );
            }}</QMenu></button>
        </span>
      );
    };

    const figures = (node) => {
      if (!props.data?.version) return null;
      const own = counts(node.id);
      const waiting = props.data.waiting?.[node.id] ?? 0;
      if (!own.entered && !waiting) return <footer class="journey-figures muted">{t('journey.nobodyYet')}</footer>;
      const failed = (own.failed ?? 0) + (own.not_sent ?? 0);
      return (
        <footer class="journey-figures num">
          <span title={t('journey.count.entered')}><Icon name="right" size={12} />{number(own.entered ?? 0)}</span>
          {waiting > 0 && <span class="accent" title={t('journey.count.waiting')}><Icon name="clock" size={12} />{number(waiting)}</span>}
          {node.type === 'send' && <span class="good" title={t('journey.count.accepted')}><Icon name="check" size={12} />{number((own.accepted ?? 0))}</span>}
          {failed > 0 && <span class="warn" title={t('journey.count.failed')}><Icon name="warning" size={12} />{number(failed)}</span>}
        </footer>
      );
    };
    const menu = (node) => !props.locked && (
      <button type="button" class="journey-menu" aria-label={t('journey.menu', { name: stepName(node) })} onClick={(event) => event.stopPropagation()}><Icon name="more" size={15} />
        <QMenu anchor="bottom right" self="top right">{() => <div class="chip-menu">
          {option('edit', t('journey.edit'), () => props.choose(node.id))}
          {mayDuplicate(props.draft, node) && option('copy', t('journey.duplicate'), () => props.act.duplicate(node.id))}
          {node.type !== 'exit' && nodesOf(props.draft).length > 1 && option('grip', t('journey.move'), () => props.startMove(node.id))}
          {option('trash', t('common.delete'), () => props.act.remove(node.id))}
        </div>}</QMenu></button>
    );
    const card = (node) => {
      const faults = wrong(node.id);
      return (
        <div key={node.id} id={`step-${node.id}`} class={['journey-card', tone[node.type], props.chosen === node.id && 'on', faults.length && 'wrong', props.moving === node.id && 'moving', props.path && (props.path.has(node.id) ? 'passed' : 'apart')]}>
          <button type="button" class="journey-open" aria-label={`${stepName(node)}：${stepWords(node)}`} onClick={() => props.choose(node.id)}>
            <span class="journey-icon"><Icon name={stepIcons[node.type] ?? 'box'} size={17} /></span>
            <span class="journey-says"><span class="journey-type">{stepName(node)}</span><span class="journey-words">{stepWords(node)}</span></span>
          </button>
          {menu(node)}
          {faults.length > 0 && <p class="journey-fault small">{faults[0].text}</p>}
          {figures(node)}
        </div>
      );
    };
    const drawn = (items) => items.map((item, at) => {
      switch (item.kind) {
        case 'edge': return plus(item.edge, `e${item.edge.from}${item.edge.port}`);
        case 'end': return <span key={`end${at}`} class="journey-end">{t('journey.ends')}</span>;
        case 'lost': return <span key={`lost${at}`} class="journey-end bad">{t('journey.problem.noTarget')}</span>;
        case 'jump': {
          const to = find(props.draft, item.to);
          return <span key={`jump${at}`} class="journey-jump"><button type="button" class="link small" onClick={() => props.choose(item.to)}><Icon name="redo" size={13} />{t('journey.goesTo', { name: stepName(to) })}</button>
            {!props.locked && <button type="button" class="journey-cut" aria-label={t('journey.cut')} onClick={() => props.act.connect(item.edge, '')}><Icon name="close" size={12} /></button>}</span>;
        }
        default: return (
          <div key={item.node.id} class={['journey-step', isBranch(item.node) && 'branching']}>
            {card(item.node)}
            {item.branches && (
              <div class={['journey-branches', item.joins && 'joins', item.joins && !item.branches.every((branch) => branch.open) && 'half']}>{item.branches.map((branch) => (
                <div key={branch.port} class={['journey-branch', branch.port, branch.open && 'open']}>
                  <span class="journey-port"><span class={['badge', { yes: 'good', matched: 'good', a: 'accent', b: 'accent' }[branch.port]]}>{t(`journey.port.${branch.port}`)}{props.data?.version > 0 && counts(item.node.id)[branch.port] !== undefined && <span class="num"> {number(counts(item.node.id)[branch.port])}</span>}</span></span>
                  {drawn(branch.items)}
                </div>
              ))}</div>
            )}
          </div>
        );
      }
    });
    return () => {
      const faults = wrong('entry');
      const whole = props.data?.counts?.journey ?? {};
      return (
        <div class="journey-flow" role="group" aria-label={t('journey.flow')}>
          <div class={['journey-card entry', props.chosen === 'entry' && 'on', faults.length && 'wrong']} id="step-entry">
            <button type="button" class="journey-open" onClick={() => props.choose('entry')}>
              <span class="journey-icon"><Icon name="play" size={17} /></span>
              <span class="journey-says"><span class="journey-type">{t('journey.entry')}</span><span class="journey-words">{entryWords(props.draft.entry)}</span></span>
            </button>
            {faults.length > 0 && <p class="journey-fault small">{faults[0].text}</p>}
            {props.data?.version > 0 && <footer class="journey-figures num"><span title={t('journey.count.entered')}><Icon name="right" size={12} />{t('journey.cameIn', { n: number(whole.entered ?? 0) })}</span>{whole.goal > 0 && <span class="good"><Icon name="flag" size={12} />{t('journey.reached', { n: number(whole.goal) })}</span>}</footer>}
          </div>
          {drawn(layout(props.draft))}
        </div>
      );
    };
  },
});
