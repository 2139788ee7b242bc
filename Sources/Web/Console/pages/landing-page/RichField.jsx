// A text with bold, lists and links: the few tags landing pages know (Touchpoint/Pages/RichText.swift), nothing else gets in.
import { defineComponent, onMounted, ref, watch } from 'vue';
import { t } from 'console/i18n/index.js';
import { Button } from 'console/parts/Button.jsx';
import { Field } from 'console/parts/Fields.jsx';

const blocks = new Set(['P', 'UL', 'OL', 'LI', 'H3']);
const inline = { B: 'b', STRONG: 'b', I: 'i', EM: 'i', U: 'u', S: 's' };
// The stored text knows tags but no entities: a "<" that would begin a tag becomes the wide one.
const plain = (text) => text.replace(/\u00a0/g, ' ').replace(/<(?=[a-zA-Z/])/g, '＜');
const isSafe = (href) => /^(https?:\/\/|tel:|\/(?!\/))/i.test(href ?? '');

/** The allowed HTML of a node's children. */
function write(node) {
  let out = '';
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      out += plain(child.data);
    } else if (child.nodeType === Node.ELEMENT_NODE) {
      const name = child.tagName;
      const inner = write(child);
      if (name === 'BR') out += '\n';
      else if (inline[name]) out += inner && `<${inline[name]}>${inner}</${inline[name]}>`;
      else if (name === 'A') out += isSafe(child.getAttribute('href')) ? `<a href="${child.getAttribute('href').replace(/"/g, '%22').replace(/[<>\s]/g, '')}">${inner}</a>` : inner;
      else if (name === 'DIV' || name === 'P') out += (out && !out.endsWith('\n') ? '\n' : '') + inner;
      else if (blocks.has(name)) out += `<${name.toLowerCase()}>${name === 'LI' ? inner.trim() : inner}</${name.toLowerCase()}>`;
      else if (!/^(SCRIPT|STYLE|TITLE|META)$/.test(name)) out += inner;
    }
  }
  return out;
}

/** Nodes of a stored text: parsed apart from this document, then only what is allowed is rebuilt. */
function nodes(text) {
  const parsed = new DOMParser().parseFromString(`<body>${(text ?? '').replace(/&/g, '&amp;').replace(/<(?![a-zA-Z/])/g, '&lt;').replace(/\n/g, '<br>')}`, 'text/html').body;
  const build = (from, into) => {
    for (const child of from.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) into.append(child.data);
      else if (child.nodeType === Node.ELEMENT_NODE) {
        const name = child.tagName;
        const keep = name === 'BR' || blocks.has(name) || inline[name] || (name === 'A' && isSafe(child.getAttribute('href')));
        const made = keep ? document.createElement(inline[name] ?? name.toLowerCase()) : document.createDocumentFragment();
        if (name === 'A' && keep) made.setAttribute('href', child.getAttribute('href'));
        if (name !== 'BR') build(child, made);
        into.append(made);
      }
    }
    return into;
  };
  return build(parsed, document.createDocumentFragment());
}

/** label, hint, error, optional, modelValue, onUpdate:modelValue, disable. */
export const RichField = defineComponent({
  name: 'RichField',
  props: ['label', 'hint', 'error', 'optional', 'modelValue', 'onUpdate:modelValue', 'disable', 'maxlength'],
  setup(props) {
    const host = ref(null);
    let own = null;
    const show = () => {
      if (host.value && props.modelValue !== own) host.value.replaceChildren(nodes(props.modelValue));
      own = props.modelValue;
    };
    onMounted(show);
    watch(() => props.modelValue, show);
    const typed = () => {
      own = write(host.value).replace(/\n+$/, '');
      props['onUpdate:modelValue'](own);
    };
    const command = (name, value) => {
      host.value.focus();
      document.execCommand(name, false, value);
      typed();
    };
    const link = () => {
      const href = window.prompt(t('lpage.rich.linkAddress'), 'https://');
      if (href && isSafe(href)) command('createLink', href);
    };
    const paste = (event) => {
      event.preventDefault();
      document.execCommand('insertText', false, event.clipboardData.getData('text/plain'));
    };
    const tool = (label, title, act) => <button type="button" class="lpage-rich-tool" title={title} aria-label={title} disabled={props.disable} onMousedown={(event) => event.preventDefault()} onClick={act}>{label}</button>;
    return () => (
      <Field label={props.label} hint={props.hint} error={props.error} optional={props.optional}>
        <div class={['lpage-rich', props.error && 'wrong']}>
          <div class="lpage-rich-tools">
            {tool(<b>B</b>, t('lpage.rich.bold'), () => command('bold'))}
            {tool('•', t('lpage.rich.list'), () => command('insertUnorderedList'))}
            {tool('1.', t('lpage.rich.numbers'), () => command('insertOrderedList'))}
            {tool('🔗', t('lpage.rich.link'), link)}
            {tool('⌫', t('lpage.rich.plain'), () => { command('removeFormat'); command('unlink'); })}
          </div>
          <div ref={host} class="lpage-rich-text" role="textbox" aria-multiline="true" aria-label={props.label} contenteditable={props.disable ? 'false' : 'true'} onInput={typed} onPaste={paste} />
        </div>
      </Field>
    );
  },
});
