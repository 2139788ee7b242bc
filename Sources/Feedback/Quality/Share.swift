public import Vocabulary

#if canImport(Glibc)
    import Glibc
#endif

/// A share with its counts and the Wilson interval at 95 %.
public struct Share: Sendable, Equatable {
    /// How many.
    public var k: Int
    /// Of how many.
    public var n: Int

    /// k of n; nil when there is nothing to divide by.
    public init?(_ k: Int, of n: Int) {
        guard n > 0 else { return nil }
        self.k = min(k, n)
        self.n = n
    }

    /// The interval's ends (Wilson score, z = 1.96).
    public var interval: (low: Double, high: Double) {
        let (z, n, p) = (1.959964, Double(self.n), Double(k) / Double(self.n))
        let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return (max(0, middle - half), min(1, middle + half))
    }

    /// As it is answered.
    public var json: JSONValue {
        let (low, high) = interval
        return ["value": .double(Double(k) / Double(n)), "k": .int(k), "n": .int(n), "low": .double(low), "high": .double(high)]
    }
}
