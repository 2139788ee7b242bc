import Vocabulary

/// Joins leaves by their links once more, in the order they were made and under the rule that a union must keep; pure.
///
/// Used when links end: what is left may no longer justify two user ids in one customer, because the merge that did is gone.
/// 1. *Natural*: what sources said joins, unless two values of an exclusive kind would meet.
/// 2. *Merges*: what a person said joins, and aliases that replace a value.
/// 3. Links that could not join by themselves and still do not lie inside one customer are ``refused``.
struct Replay {
    private var index: [UInt32: Int] = [:]
    private var parent: [Int]
    private var exclusive: [Set<UInt32>]
    /// Links that may not hold any more.
    private(set) var refused: [StoredEdge] = []

    /// Replays links (oldest first); with `naturalOnly` the merges are left out.
    init(_ leaves: [UInt32], _ edges: [StoredEdge], naturalOnly: Bool = false, classMark: (UInt32) -> UInt32) {
        parent = Array(leaves.indices)
        exclusive = []
        for (place, leaf) in leaves.enumerated() {
            index[leaf] = place
            let mark = classMark(leaf)
            exclusive.append(IdentifierClass.isExclusive(mark) ? [mark] : [])
        }
        var merges: [StoredEdge] = []
        var waiting: [StoredEdge] = []
        for edge in edges {
            if edge.reason.isManual {
                merges.append(edge)
            } else if !join(edge, free: false) {
                if edge.reason == .alias { merges.append(edge) } else { waiting.append(edge) }
            }
        }
        if naturalOnly { return }
        for edge in merges { _ = join(edge, free: true) }
        for edge in waiting where !together(edge.a, edge.b) { refused.append(edge) }
    }

    /// Whether two leaves ended up together.
    mutating func together(_ a: UInt32, _ b: UInt32) -> Bool {
        guard let a = index[a], let b = index[b] else { return false }
        return root(a) == root(b)
    }

    private mutating func join(_ edge: StoredEdge, free: Bool) -> Bool {
        guard let a = index[edge.a], let b = index[edge.b] else { return false }
        let left = root(a)
        let right = root(b)
        guard left != right else { return true }
        guard free || exclusive[left].isDisjoint(with: exclusive[right]) else { return false }
        parent[right] = left
        exclusive[left].formUnion(exclusive[right])
        return true
    }

    private mutating func root(_ start: Int) -> Int {
        var current = start
        while parent[current] != current {
            parent[current] = parent[parent[current]]
            current = parent[current]
        }
        return current
    }
}
