// What is chosen, in fields: a block, or the page itself.
import { languages, t, tOr } from 'console/i18n/index.js';
import { Button } from 'console/parts/Button.jsx';
import { Empty } from 'console/parts/States.jsx';
import { Field, SelectField, TextField } from 'console/parts/Fields.jsx';
import { Icon } from 'console/parts/Icon.jsx';
import { FieldEditor } from './FieldEditor.jsx';
import { blockName } from './BlockList.jsx';
import { blockIcons, problemsOf } from './document.js';
import { problemText } from './problems.js';

/** What the server says is wrong, under the fields it names; the rest here. */
const Problems = ({ problems, fields }) => {
  const known = new Set(fields.map((field) => field.name));
  const rest = problems.filter((problem) => !known.has((problem.field ?? '').split(/[.[]/)[0]));
  return rest.length > 0 && <div class="notice warn"><Icon name="warning" /><ul>{rest.map((problem, at) => <li key={at}>{problemText(problem)}</li>)}</ul></div>;
};
Problems.props = ['problems', 'fields'];

export const BlockProperties = ({ content, variant, block, types, problems, set, duplicate, remove, back, locked }) => {
  const type = types.find((each) => each.type === block.type);
  if (!type) return <Empty icon="box" title={t('lpage.unknownBlock', { type: block.type })} />;
  const mine = problemsOf(problems, content, variant, block.id);
  return (
    <section class="lpage-properties" aria-label={blockName(block.type)}>
      <header class="row">
        {back && <Button small kind="quiet" icon="left" hint={t('lpage.backToBlocks')} act={back} />}
        <Icon name={blockIcons[block.type] ?? 'box'} size={17} /><h2 class="grow">{blockName(block.type)}</h2>
        {!locked && <Button small kind="quiet" icon="copy" hint={t('lpage.duplicate')} act={duplicate} />}
        {!locked && <Button small kind="quiet" icon="trash" hint={t('common.delete')} act={remove} />}
      </header>
      <p class="muted small">{tOr(`lpage.block.${block.type}.for`, '')}</p>
      <Problems problems={mine} fields={type.fields} />
      {type.fields.filter((field) => field.name !== 'id' && field.name !== 'type').map((field) => (
        <FieldEditor key={block.id + field.name} field={field} value={block[field.name]} problems={mine} path={field.name} disabled={locked} scope={`${variant}.${block.type}.${block.id}`}
          change={(value, group) => set(field.name, value, group)} />
      ))}
    </section>
  );
};
BlockProperties.props = ['content', 'variant', 'block', 'types', 'problems', 'set', 'duplicate', 'remove', 'back', 'locked'];

const colours = ['#1f4fd8', '#0b8f72', '#d98200', '#c2417c', '#7a5bc7', '#1a2130'];

/** Title, description, colour, footer, pop-ups of the page. setRoot(name, value, group). */
export const PageProperties = ({ content, problems, setRoot, back, locked, popups }) => {
  const root = content.root ?? {};
  const error = (name) => {
    const found = problems?.find((problem) => problem.place === 'root' && (problem.field ?? '').startsWith(name));
    return found && problemText(found);
  };
  const text = (name, extra) => (
    <TextField label={t(`lpage.root.${name}`)} hint={t(`lpage.root.${name}.hint`)} error={error(name)} disable={locked} {...extra} modelValue={root[name] ?? ''} onUpdate:modelValue={(value) => setRoot(name, value ?? '', `root.${name}`)} />
  );
  const slots = root.slots ?? [];
  return (
    <section class="lpage-properties" aria-label={t('lpage.pageSettings')}>
      <header class="row">{back && <Button small kind="quiet" icon="left" hint={t('lpage.backToBlocks')} act={back} />}<Icon name="sliders" size={17} /><h2 class="grow">{t('lpage.pageSettings')}</h2></header>
      {text('title', { maxlength: 80 })}
      {text('description', { maxlength: 200, type: 'textarea', autogrow: true, optional: true })}
      <Field label={t('lpage.root.color')} hint={t('lpage.root.color.hint')} error={error('color')}>
        <div class="row wrap">
          {colours.map((colour) => <button key={colour} type="button" disabled={locked} class={['lpage-colour', (root.color ?? colours[0]).toLowerCase() === colour && 'on']} style={`background:${colour}`} aria-label={colour} aria-pressed={String((root.color ?? colours[0]).toLowerCase() === colour)} onClick={() => setRoot('color', colour, null)} />)}
          <input type="color" disabled={locked} aria-label={t('lpage.root.color')} value={root.color ?? colours[0]} onInput={(event) => setRoot('color', event.target.value, 'root.color')} />
        </div>
      </Field>
      <SelectField label={t('lpage.root.language')} hint={t('lpage.root.language.hint')} disable={locked} options={languages.map(({ id, name }) => ({ value: id, label: name }))} modelValue={root.language ?? 'zh-Hans'} onUpdate:modelValue={(value) => setRoot('language', value, null)} />
      {text('footer', { maxlength: 300, type: 'textarea', autogrow: true, optional: true })}
      {popups.length > 0 && (
        <Field label={t('lpage.root.slots')} hint={t('lpage.root.slots.hint')}>
          <div class="row wrap">{popups.map((slot) => {
            const on = slots.includes(slot.key);
            return <Button key={slot.key} small on={on} label={slot.name} disabled={locked} act={() => { setRoot('slots', on ? slots.filter((key) => key !== slot.key) : [...slots, slot.key], null); }} />;
          })}</div>
        </Field>
      )}
    </section>
  );
};
PageProperties.props = ['content', 'problems', 'setRoot', 'back', 'locked', 'popups'];
