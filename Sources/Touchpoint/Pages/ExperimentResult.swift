/// How an experiment goes.
public struct ExperimentResult: Sendable, Equatable {
    /// One variant in figures.
    public struct Arm: Sendable, Equatable {
        /// Customers who saw it.
        public var exposed = 0
        /// Of them, those who sent a form afterwards.
        public var converted = 0
    }

    /// Variant A.
    public var a = Arm()
    /// Variant B.
    public var b = Arm()
    /// Customers who saw both (merged later); counted nowhere.
    public var multiple = 0
    /// Share of B in ten-thousandths.
    public var split: Int

    /// Nothing seen yet.
    public init(split: Int) { self.split = split }

    /// Whether the split came out as meant.
    public var ratio: SampleRatio { SampleRatio(a.exposed, b.exposed, weights: (Double(10_000 - split), Double(split))) }
}
