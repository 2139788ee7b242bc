// A few rows that need no sorting: a plain table, and cards on a phone, where each value stands beside the name of its column.

/**
 * head: [{ label, right?, style? }]; rows: [{ key?, class?, cells: [nodes] }]. The first cell is the card's title; a cell that is false or '' is left out there.
 * The roles are said because a table that is drawn as cards would lose them.
 */
export const PlainTable = ({ head, rows, label }, { attrs }) => (
  <div class="scroll-x"><table class={['plain folds', attrs.class]} role="table" aria-label={label}>
    <thead role="rowgroup"><tr role="row">{head.map((each, at) => <th key={at} role="columnheader" class={each.right && 'right'} style={each.style}>{each.label}</th>)}</tr></thead>
    <tbody role="rowgroup">{rows.map((row, at) => (
      <tr key={row.key ?? at} role="row" class={row.class}>{row.cells.map((cell, place) => (
        <td key={place} role="cell" class={[head[place].right && 'right', (cell === false || cell === '' || cell === null || cell === undefined) && 'void']} data-label={typeof head[place].label === 'string' && head[place].label ? head[place].label : undefined}><div class="fold">{cell}</div></td>
      ))}</tr>
    ))}</tbody>
  </table></div>
);
PlainTable.props = ['head', 'rows', 'label'];
PlainTable.inheritAttrs = false;
