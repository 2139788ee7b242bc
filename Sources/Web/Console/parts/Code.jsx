// A block of code or text to copy.
import { Copy } from './Copy.jsx';

export const Code = ({ text, title }) => (
  <div class="code">
    <div class="code-bar"><span class="ellipsis muted small">{title}</span><span class="grow" /><Copy text={text} /></div>
    <pre tabindex="0">{text}</pre>
  </div>
);
Code.props = ['text', 'title'];
