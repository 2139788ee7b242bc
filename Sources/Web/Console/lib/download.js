// Files made in the browser.
export function saveFile(name, content, type) {
  const url = typeof content === 'string' && content.startsWith('data:') ? content : URL.createObjectURL(new Blob([content], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  if (url.startsWith('blob:')) setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** A CSV that Excel opens rightly: UTF-8 with a byte-order mark, CRLF, no formulas run from data. */
export function saveCSV(name, rows) {
  const quote = (value) => {
    let text = value === null || value === undefined ? '' : String(value);
    if (typeof value === 'string' && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  saveFile(`${name}.csv`, '\uFEFF' + rows.map((row) => row.map(quote).join(',')).join('\r\n') + '\r\n', 'text/csv;charset=utf-8');
}
