// The organisation tree as a list of choices, each with its path of names.
export function nodeOptions(nodes) {
  const byId = new Map(nodes.map((node) => [String(node.id), node]));
  const path = (node) => {
    const names = [];
    for (let each = node; each && names.length < 20; each = byId.get(String(each.parent))) names.unshift(each.name);
    return names.join(' / ');
  };
  return nodes.map((node) => ({ value: node.id, label: node.name, caption: path(node), path: path(node) }))
    .sort((a, b) => a.path.localeCompare(b.path));
}
