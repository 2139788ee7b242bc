// The blocks of a variant in order, and the palette to add one.
import { ref, defineComponent, withDirectives } from 'vue';
import { t, tOr } from 'console/i18n/index.js';
import { ClosePopup, QMenu } from 'console/lib/quasar.js';
import { Button } from 'console/parts/Button.jsx';
import { DragList } from 'console/parts/DragList.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { blockIcons, problemsOf, summary } from './document.js';

export const blockName = (type) => tOr(`lpage.block.${type}`, type);

/** content, variant, types, problems, chosen (id, or "page"), choose(id), add(type), move(from, to), duplicate(id), remove(id), locked. */
export const BlockList = defineComponent({
  name: 'BlockList',
  props: ['content', 'blocks', 'variant', 'types', 'problems', 'chosen', 'choose', 'add', 'move', 'duplicate', 'remove', 'locked'],
  setup(props) {
    const menu = ref(null);
    const rootProblems = () => (props.problems ?? []).filter((problem) => problem.place === 'root' || problem.place === 'experiment' || (!problem.block && !/\[/.test(problem.place ?? '')));
    return () => (
      <div class="lpage-blocks">
        <button type="button" class={['lpage-block-row lpage-page-row', props.chosen === 'page' && 'active']} onClick={() => props.choose('page')}>
          <Icon name="sliders" size={16} /><span class="grow">{t('lpage.pageSettings')}</span>
          {rootProblems().length > 0 && <Icon name="warning" size={15} class="warn" />}
        </button>
        <DragList items={props.blocks} itemKey={(block) => block.id} name={(block) => blockName(block.type)} active={props.chosen} move={props.move} locked={props.locked} label={t('lpage.blocks')}>
          {({ item: block }) => (
            <div class="lpage-block-row">
              <button type="button" class="lpage-block-name grow" aria-current={props.chosen === block.id ? 'true' : undefined} onClick={() => props.choose(block.id)}>
                <Icon name={blockIcons[block.type] ?? 'box'} size={16} />
                <span class="grow ellipsis"><span>{blockName(block.type)}</span>{summary(block) && <span class="muted small"> {summary(block)}</span>}</span>
                {problemsOf(props.problems, props.content, props.variant, block.id).length > 0 && <Icon name="warning" size={15} class="warn" label={t('lpage.hasProblem')} />}
              </button>
              {!props.locked && <button type="button" class="btn quiet small icon-only" aria-label={t('lpage.blockMenu', { name: blockName(block.type) })}><Icon name="more" size={16} />
                <QMenu anchor="bottom right" self="top right">{() => (
                  <div class="chip-menu">
                    {withDirectives(<button type="button" class="chip-option" onClick={() => props.duplicate(block.id)}><Icon name="copy" size={15} />{t('lpage.duplicate')}</button>, [[ClosePopup]])}
                    {withDirectives(<button type="button" class="chip-option" onClick={() => props.remove(block.id)}><Icon name="trash" size={15} />{t('common.delete')}</button>, [[ClosePopup]])}
                  </div>
                )}</QMenu></button>}
            </div>
          )}
        </DragList>
        {!props.locked && (
          <button type="button" class="btn lpage-add"><Icon name="plus" size={17} /><span>{t('lpage.addBlock')}</span>
            <QMenu ref={menu} fit offset={[0, 6]} maxHeight="70vh">{() => (
              <div class="lpage-palette">
                {props.types.map((type) => (
                  <button key={type.type} type="button" class="lpage-palette-item" onClick={() => { menu.value.hide(); props.add(type); }}>
                    <Icon name={blockIcons[type.type] ?? 'box'} size={18} />
                    <span class="grow"><strong>{blockName(type.type)}</strong><span class="muted small">{tOr(`lpage.block.${type.type}.for`, '')}</span></span>
                  </button>
                ))}
              </div>
            )}</QMenu>
          </button>
        )}
        {props.blocks.length === 0 && <p class="muted small">{t('lpage.noBlocks')}</p>}
        {!props.locked && props.blocks.length > 1 && <p class="muted small">{t('lpage.orderHint')}</p>}
      </div>
    );
  },
});
