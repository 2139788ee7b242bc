import Vocabulary

extension Components {
    /// Judges a statement that two leaves are one person. Pure; the rules in their order:
    ///
    /// 1. Already together: record the direct link, so that losing a middle identifier later does not part them.
    /// 2. Separated by a person (or by a conflict decided so): never by itself.
    /// 3. Two values of an exclusive kind would meet: two strong identifiers and a trusted source make a conflict, anything else is a shared device.
    ///    An alias from a trusted source may replace a value: allowed when `a` is its side's only value of each kind that clashes.
    /// 4. A weak statement joins at most one side that has a strong identifier, and, unless one of the two is strong itself,
    ///    never two sides that have different phones (or e-mails …): a tablet on the counter is not one customer.
    func judge(_ request: LinkRequest) -> LinkVerdict {
        let left = canonical(of: request.a)
        let right = canonical(of: request.b)
        if left == right { return blocks[request.a]?.contains(request.b) == true ? .refuse(.separated) : .record }
        if isSeparated(left, right) { return .refuse(.separated) }

        let clash = clash(left, right)
        if !clash.isEmpty {
            let replaces = request.isExplicit && clash.allSatisfy { $0 == request.a }
            if !replaces { return request.mayConflict ? .conflict : .refuse(.shared) }
        }
        if request.strength == .weak {
            if hasStrong(left) && hasStrong(right) { return .refuse(.tooWeak) }
            let oneIsStrong = strength(of: request.a) == .strong || strength(of: request.b) == .strong
            if !oneIsStrong && sharesClass(left, right) { return .refuse(.shared) }
        }
        return .join
    }

    /// Whether a person separated any leaf of one component from any leaf of the other.
    func isSeparated(_ left: UInt32, _ right: UInt32) -> Bool {
        guard !blocks.isEmpty else { return false }
        var found = false
        forEachKey(of: left) { key in
            if let others = blocks[key], others.contains(where: { canonical(of: $0) == right }) { found = true }
            return !found
        }
        return found
    }

    /// The separations between two components.
    func separations(_ left: UInt32, _ right: UInt32) -> [(UInt32, UInt32)] {
        var found: [(UInt32, UInt32)] = []
        forEachKey(of: left) { key in
            for other in blocks[key] ?? [] where canonical(of: other) == right { found.append((key, other)) }
            return true
        }
        return found
    }

    /// The leaves of `left` whose exclusive kind and scope `right` has too.
    func clash(_ left: UInt32, _ right: UInt32) -> [UInt32] {
        var found: [UInt32] = []
        forEachKey(of: left) { key in
            let mark = classMark(of: key)
            if IdentifierClass.isExclusive(mark) && has(mark, in: right) { found.append(key) }
            return true
        }
        return found
    }

    private func has(_ mark: UInt32, in component: UInt32) -> Bool {
        var found = false
        forEachKey(of: component) { key in
            found = classMark(of: key) == mark
            return !found
        }
        return found
    }

    private func sharesClass(_ left: UInt32, _ right: UInt32) -> Bool {
        var found = false
        forEachKey(of: left) { key in
            found = strength(of: key) >= .medium && has(classMark(of: key), in: right)
            return !found
        }
        return found
    }

    private func hasStrong(_ component: UInt32) -> Bool {
        var found = false
        forEachKey(of: component) { key in
            found = strength(of: key) == .strong
            return !found
        }
        return found
    }
}
