// Places the identifiers of one customer: those that are linked attract, all repel. The same input gives the same picture.
export function layout(nodes, edges, width, height) {
  const radius = Math.min(width, height) * 0.34;
  const points = nodes.map((node, at) => ({
    x: Math.cos((2 * Math.PI * at) / nodes.length - Math.PI / 2) * radius * (nodes.length > 1 ? 1.3 : 0),
    y: Math.sin((2 * Math.PI * at) / nodes.length - Math.PI / 2) * radius * (nodes.length > 1 ? 1 : 0),
  }));
  const place = new Map(nodes.map((node, at) => [node.leaf, at]));
  const pairs = edges.map((edge) => [place.get(edge.a), place.get(edge.b)]).filter(([a, b]) => a !== undefined && b !== undefined);
  const ideal = Math.max(92, Math.min(190, (width * 0.9) / Math.sqrt(nodes.length + 1)));
  for (let round = 0; round < 320; round += 1) {
    const heat = 14 * (1 - round / 320) + 0.4;
    const force = points.map(({ x, y }) => ({ x: -x * 0.012, y: -y * 0.03 }));
    for (let a = 0; a < points.length; a += 1) {
      for (let b = a + 1; b < points.length; b += 1) {
        const [dx, dy] = [points[a].x - points[b].x, (points[a].y - points[b].y) * 1.25];
        const distance = Math.hypot(dx, dy) || 0.1;
        const push = Math.min(30, (ideal * ideal) / (distance * distance) * 4);
        force[a].x += (dx / distance) * push; force[a].y += (dy / distance) * push;
        force[b].x -= (dx / distance) * push; force[b].y -= (dy / distance) * push;
      }
    }
    for (const [a, b] of pairs) {
      const [dx, dy] = [points[a].x - points[b].x, points[a].y - points[b].y];
      const distance = Math.hypot(dx, dy) || 0.1;
      const pull = (distance - ideal) * 0.05;
      force[a].x -= (dx / distance) * pull; force[a].y -= (dy / distance) * pull;
      force[b].x += (dx / distance) * pull; force[b].y += (dy / distance) * pull;
    }
    points.forEach((point, at) => {
      const size = Math.hypot(force[at].x, force[at].y) || 1;
      point.x += (force[at].x / size) * Math.min(size, heat);
      point.y += (force[at].y / size) * Math.min(size, heat);
    });
  }
  // into the frame, leaving room for the labels
  const [marginX, marginY] = [70, 44];
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min((width - 2 * marginX) / Math.max(1, right - left), (height - 2 * marginY) / Math.max(1, bottom - top), 1.35);
  return points.map((point) => ({
    x: width / 2 + (point.x - (left + right) / 2) * scale,
    y: height / 2 - 8 + (point.y - (top + bottom) / 2) * scale,
  }));
}
