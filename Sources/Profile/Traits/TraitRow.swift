import Vocabulary

/// One trait of one leaf as stored. Values are JSON.
struct TraitRow: Sendable, Equatable {
    /// How the value came about, which decides how the rows of several leaves fold into one customer.
    enum Kind: Int64, Sendable {
        /// Set: the newest wins.
        case set = 0
        /// Set once: the oldest wins, and any other kind before it.
        case once = 1
        /// A sum: added up.
        case sum = 2
        /// A list: united.
        case list = 3
        /// Removed at ``TraitRow/time``: whatever is older is void.
        case unset = 4
        /// Claimed by a public browser key: the newest shows where no trusted source set anything.
        case claim = 5
    }

    /// The row of this name marks a `clearTraits`: every older change of the leaf is void.
    static let clearedName = ""

    var kind: Kind
    var value: JSONValue
    /// Event time of the newest change that counts, ms.
    var time: Int64
    var source: Int32

    /// Makes a row from its parts.
    init(_ kind: Kind, _ value: JSONValue, time: Int64, source: Int32) {
        self.kind = kind
        self.value = value
        self.time = time
        self.source = source
    }

    /// The row after one more change, in the order of event times: what is older than a newer set, unset or clear does not count.
    static func applying(_ operation: TraitChange.Operation, _ value: JSONValue, time: Int64, source: Int32, to row: TraitRow?) -> TraitRow?
    {
        if let row, row.kind == .unset {
            guard time > row.time || (time == row.time && operation != .unset) else { return row }
            return applying(operation, value, time: time, source: source, to: nil) ?? row
        }
        let newest = max(time, row?.time ?? .min)
        let isLate = time < (row?.time ?? .min)
        switch operation {
        case .set: return isLate && row?.kind != .once ? row : TraitRow(.set, value, time: time, source: source)
        case .setOnce:
            guard let row else { return TraitRow(.once, value, time: time, source: source) }
            return row.kind == .once && isLate ? TraitRow(.once, value, time: time, source: source) : row
        case .unset: return isLate ? row : TraitRow(.unset, .null, time: time, source: source)
        case .add:
            guard value.double != nil else { return row }
            guard let row, row.kind == .sum || row.value.double != nil else {
                return row ?? TraitRow(.sum, value, time: time, source: source)
            }
            if row.kind == .set && isLate { return row }
            return TraitRow(row.kind == .sum ? .sum : .set, sum(row.value, value), time: newest, source: source)
        case .append, .union:
            let added = value.array ?? [value]
            guard let row else { return TraitRow(.list, .array(operation == .union ? unique(added) : added), time: time, source: source) }
            if row.kind != .list && isLate { return row }
            let held = row.value.array ?? [row.value]
            return TraitRow(.list, .array(operation == .union ? unique(held + added) : held + added), time: newest, source: source)
        case .remove:
            guard let row, let held = row.value.array, row.kind == .list || !isLate else { return row }
            let gone = value.array ?? [value]
            return TraitRow(row.kind, .array(held.filter { !gone.contains($0) }), time: newest, source: source)
        }
    }

    /// The row after a change that a public browser key claims: it never touches what a trusted source set or removed.
    static func claiming(_ operation: TraitChange.Operation, _ value: JSONValue, time: Int64, source: Int32, to row: TraitRow?) -> TraitRow?
    {
        if let row, row.kind == .set || row.kind == .unset { return row }
        switch operation {
        case .set, .unset:
            if let row, row.kind != .once, time < row.time || row.kind != .claim { return row }
            return TraitRow(.claim, operation == .unset ? .null : value, time: time, source: source)
        default:
            if let row, row.kind == .claim { return row }
            return applying(operation, value, time: time, source: source, to: row)
        }
    }

    /// Two numbers added: exact while both are whole and fit.
    static func sum(_ a: JSONValue, _ b: JSONValue) -> JSONValue {
        if let left = a.int, let right = b.int {
            let (total, overflow) = left.addingReportingOverflow(right)
            if !overflow { return .int(total) }
        }
        return .double((a.double ?? 0) + (b.double ?? 0))
    }

    /// The elements without repeats, first places kept.
    static func unique(_ values: [JSONValue]) -> [JSONValue] {
        var seen: [JSONValue] = []
        for value in values where !seen.contains(value) { seen.append(value) }
        return seen
    }
}
