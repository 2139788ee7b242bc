#if canImport(Glibc)
    import Glibc
#endif

/// Sample ratio mismatch: whether the exposed visitors are split as they were meant to be (§E3).
public struct SampleRatio: Sendable, Equatable {
    /// χ² of the observed counts against the weights.
    public var chiSquare: Double
    /// Probability of a χ² at least this large by chance, one degree of freedom.
    public var p: Double
    /// Below 0.001 the result is not to be trusted.
    public var isMismatch: Bool { p < 0.001 }

    /// Compares two counts with their weights.
    public init(_ a: Int, _ b: Int, weights: (Double, Double)) {
        let total = Double(a + b)
        guard total > 0 else {
            (chiSquare, p) = (0, 1)
            return
        }
        let share = weights.0 / (weights.0 + weights.1)
        let (x, y) = (total * share, total * (1 - share))
        chiSquare = (Double(a) - x) * (Double(a) - x) / x + (Double(b) - y) * (Double(b) - y) / y
        p = erfc((chiSquare / 2).squareRoot())
    }
}
