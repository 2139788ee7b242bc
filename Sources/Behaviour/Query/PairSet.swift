/// A set of 64-bit numbers with open addressing; `UInt64.max` is not a member.
struct PairSet {
    private static let empty = UInt64.max
    private(set) var count = 0
    private var slots: [UInt64] = []

    /// Adds a number; false when it was there.
    mutating func insert(_ value: UInt64) -> Bool {
        if (count + 1) * 10 > slots.count * 7 { grow() }
        let place = Self.place(of: value, in: slots)
        guard slots[place] == Self.empty else { return false }
        slots[place] = value
        count += 1
        return true
    }

    /// Visits every number, in no order.
    func forEach(_ body: (UInt64) -> Void) {
        for value in slots where value != Self.empty { body(value) }
    }

    private mutating func grow() {
        var larger = [UInt64](repeating: Self.empty, count: max(1024, slots.count * 2))
        for value in slots where value != Self.empty { larger[Self.place(of: value, in: larger)] = value }
        slots = larger
    }

    private static func place(of value: UInt64, in slots: [UInt64]) -> Int {
        var mixed = value &* 0x9E37_79B9_7F4A_7C15
        mixed ^= mixed >> 32
        let mask = UInt64(slots.count - 1)
        var place = mixed & mask
        while slots[Int(place)] != empty && slots[Int(place)] != value { place = (place + 1) & mask }
        return Int(place)
    }
}
