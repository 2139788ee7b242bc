// What changed between two texts, line by line.

/** Each line as { kind: 'same' | 'minus' | 'plus', text }: the longest common run of lines stays. */
export function diffLines(before, after) {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const [x, y] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  const line = (kind) => (text) => ({ kind, text });
  return [...a.slice(0, head).map(line('same')), ...middle(x, y), ...a.slice(a.length - tail).map(line('same'))];
}

function middle(x, y) {
  const plain = () => [...x.map((text) => ({ kind: 'minus', text })), ...y.map((text) => ({ kind: 'plus', text }))];
  if (!x.length || !y.length || x.length * y.length > 4_000_000) return plain(); // a table that large is not worth its time
  const width = y.length + 1;
  const common = new Uint16Array((x.length + 1) * width);
  for (let i = x.length - 1; i >= 0; i -= 1) {
    for (let j = y.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = x[i] === y[j] ? common[(i + 1) * width + j + 1] + 1 : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  const found = [];
  let [i, j] = [0, 0];
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) { found.push({ kind: 'same', text: x[i] }); i += 1; j += 1; }
    else if (i < x.length && (j >= y.length || common[(i + 1) * width + j] >= common[i * width + j + 1])) { found.push({ kind: 'minus', text: x[i] }); i += 1; }
    else { found.push({ kind: 'plus', text: y[j] }); j += 1; }
  }
  return found;
}

/** The changes with `around` lines on both sides; a gap between them is { kind: 'gap', count }. */
export function hunks(lines, around = 3) {
  const near = new Uint8Array(lines.length);
  lines.forEach((line, at) => { if (line.kind !== 'same') near.fill(1, Math.max(0, at - around), at + around + 1); });
  const found = [];
  lines.forEach((line, at) => {
    if (near[at]) found.push(line);
    else if (found.at(-1)?.kind === 'gap') found.at(-1).count += 1;
    else found.push({ kind: 'gap', count: 1 });
  });
  return found;
}
