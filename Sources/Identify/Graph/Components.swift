import Vocabulary

/// The components of leaves in memory: who belongs together now.
///
/// `canonical[leaf]` is the smallest leaf of its component; `next` is a circular list through the members, so a merge relabels the younger side and
/// splices two rings. `keyNext` is a second ring through the members that decide about links (medium or strong identifiers, and those a person
/// separated), so that deciding does not walk a thousand anonymous ids. About 25 bytes a leaf.
struct Components: Sendable {
    private(set) var canonical: [UInt32] = [0]
    private var next: [UInt32] = [0]
    private var keyHead: [UInt32] = [0]
    private var keyNext: [UInt32] = [0]
    private var classMarks: [UInt32] = [0]
    private var packed: [UInt8] = [0]
    private(set) var blocks: [UInt32: Set<UInt32>] = [:]

    /// Leaves known so far; numbers run from 1 to this.
    var count: Int { canonical.count - 1 }

    /// Components with at least one identifier; an erased leaf is alone and has none.
    var customerCount: Int {
        var count = 0
        for leaf in canonical.indices.dropFirst() where canonical[leaf] == UInt32(leaf) && packed[leaf] != 0 { count += 1 }
        return count
    }

    /// Makes room for leaves up to that number, each alone.
    mutating func grow(to leaf: UInt32) {
        guard Int(leaf) >= canonical.count else { return }
        let fresh = UInt32(canonical.count)...leaf
        canonical.append(contentsOf: fresh)
        next.append(contentsOf: fresh)
        let extra = fresh.count
        keyHead.append(contentsOf: repeatElement(0, count: extra))
        keyNext.append(contentsOf: repeatElement(0, count: extra))
        classMarks.append(contentsOf: repeatElement(0, count: extra))
        packed.append(contentsOf: repeatElement(0, count: extra))
    }

    /// Sets what is known about a leaf.
    mutating func setMark(_ mark: LeafMark, of leaf: UInt32) {
        grow(to: leaf)
        classMarks[Int(leaf)] = mark.classMark
        packed[Int(leaf)] = mark.packed
        if mark.strength >= .medium { addKey(leaf) }
    }

    /// What is known about a leaf; nil for one without an identifier.
    func mark(of leaf: UInt32) -> LeafMark? {
        let index = Int(leaf)
        guard index < packed.count, let strength = Strength(rawValue: packed[index] >> 1) else { return nil }
        return LeafMark(classMark: classMarks[index], strength: strength, trust: Trust(rawValue: packed[index] & 1) ?? .claimed)
    }

    /// How much that leaf's identifier says.
    func strength(of leaf: UInt32) -> Strength { Strength(rawValue: packed[Int(leaf)] >> 1) ?? .weak }

    /// Its class of kind and scope.
    func classMark(of leaf: UInt32) -> UInt32 { classMarks[Int(leaf)] }

    /// Forgets an erased leaf; it stays alone for ever.
    mutating func forget(_ leaf: UInt32) {
        packed[Int(leaf)] = 0
        classMarks[Int(leaf)] = 0
        for other in blocks[leaf] ?? [] { removeBlock(leaf, other) }
    }

    /// The smallest leaf of its component; the leaf itself when unknown.
    func canonical(of leaf: UInt32) -> UInt32 { Int(leaf) < canonical.count ? canonical[Int(leaf)] : leaf }

    /// The members of its component, ascending.
    func members(of leaf: UInt32) -> [UInt32] {
        guard Int(leaf) < next.count else { return [leaf] }
        var result = [leaf]
        var member = next[Int(leaf)]
        while member != leaf {
            result.append(member)
            member = next[Int(member)]
        }
        if result.count > 1 { result.sort() }
        return result
    }

    /// Calls `body` with each deciding member of the component of that canonical leaf until it returns false.
    func forEachKey(of canonical: UInt32, _ body: (UInt32) -> Bool) {
        let head = keyHead[Int(canonical)]
        guard head != 0 else { return }
        var key = head
        repeat {
            guard body(key) else { return }
            key = keyNext[Int(key)]
        } while key != head
    }

    /// Joins the components of two leaves.
    mutating func union(_ a: UInt32, _ b: UInt32) {
        let first = canonical[Int(a)]
        let second = canonical[Int(b)]
        guard first != second else { return }
        let low = Swift.min(first, second)
        let high = Swift.max(first, second)
        var member = high
        repeat {
            canonical[Int(member)] = low
            member = next[Int(member)]
        } while member != high
        splice(low, high)
    }

    /// Takes these whole components apart into single leaves; the caller joins again what still belongs together.
    mutating func separate(_ leaves: [UInt32]) {
        for leaf in leaves {
            canonical[Int(leaf)] = leaf
            next[Int(leaf)] = leaf
            let isKey = keyNext[Int(leaf)] != 0
            keyNext[Int(leaf)] = isKey ? leaf : 0
            keyHead[Int(leaf)] = isKey ? leaf : 0
        }
    }

    /// Records that a person separated two leaves.
    mutating func addBlock(_ a: UInt32, _ b: UInt32) {
        grow(to: Swift.max(a, b))
        blocks[a, default: []].insert(b)
        blocks[b, default: []].insert(a)
        addKey(a)
        addKey(b)
    }

    /// Forgets a separation.
    mutating func removeBlock(_ a: UInt32, _ b: UInt32) {
        blocks[a]?.remove(b)
        blocks[b]?.remove(a)
        if blocks[a]?.isEmpty == true { blocks[a] = nil }
        if blocks[b]?.isEmpty == true { blocks[b] = nil }
    }

    private mutating func addKey(_ leaf: UInt32) {
        guard keyNext[Int(leaf)] == 0 else { return }
        let owner = Int(canonical[Int(leaf)])
        let head = Int(keyHead[owner])
        if head == 0 {
            keyHead[owner] = leaf
            keyNext[Int(leaf)] = leaf
        } else {
            keyNext[Int(leaf)] = keyNext[head]
            keyNext[head] = leaf
        }
    }

    private mutating func splice(_ low: UInt32, _ high: UInt32) {
        next.swapAt(Int(low), Int(high))
        let lowKey = keyHead[Int(low)]
        let highKey = keyHead[Int(high)]
        keyHead[Int(high)] = 0
        if lowKey == 0 {
            keyHead[Int(low)] = highKey
        } else if highKey != 0 {
            keyNext.swapAt(Int(lowKey), Int(highKey))
        }
    }

    /// Joins two leaves while loading: `canonical` is a forest until ``finishLoading()``.
    mutating func loadUnion(_ a: UInt32, _ b: UInt32) {
        let first = root(a)
        let second = root(b)
        guard first != second else { return }
        canonical[Int(Swift.max(first, second))] = Swift.min(first, second)
        splice(Swift.min(first, second), Swift.max(first, second))
    }

    /// Flattens the forest that ``loadUnion(_:_:)`` built.
    mutating func finishLoading() {
        canonical.withUnsafeMutableBufferPointer { parents in
            for leaf in parents.indices { parents[leaf] = parents[Int(parents[leaf])] }
        }
    }

    private mutating func root(_ leaf: UInt32) -> UInt32 {
        var current = Int(leaf)
        while canonical[current] != UInt32(current) {
            canonical[current] = canonical[Int(canonical[current])]
            current = Int(canonical[current])
        }
        return UInt32(current)
    }
}
