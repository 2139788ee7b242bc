/// How an experiment goes.
public struct ExperimentResult: Sendable, Equatable {
    /// One variant in figures.
    public struct Arm: Sendable, Equatable {
        /// Customers who saw it.
        public var exposed = 0
        /// Of them, those who sent a good form afterwards.
        public var converted = 0

        /// Converted of exposed; nil when nobody saw it.
        public var rate: Double? { exposed == 0 ? nil : Double(converted) / Double(exposed) }

        /// Wilson's interval of the rate at 95 %; nil when nobody saw it.
        public var interval: (low: Double, high: Double)? {
            guard exposed > 0 else { return nil }
            let (n, p, z) = (Double(exposed), Double(converted) / Double(exposed), 1.959964)
            let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
            let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
            return (max(0, middle - half), min(1, middle + half))
        }
    }

    /// The experiment as the version says that ran it last.
    public var experiment: Experiment
    /// Whether the shown version has it.
    public var isRunning: Bool
    /// Variant A.
    public var a = Arm()
    /// Variant B.
    public var b = Arm()
    /// Customers who saw both (merged later); counted nowhere.
    public var multiple = 0

    /// Nothing seen yet.
    public init(_ experiment: Experiment, isRunning: Bool) {
        self.experiment = experiment
        self.isRunning = isRunning
    }

    /// Whether the split came out as meant.
    public var ratio: SampleRatio {
        SampleRatio(a.exposed, b.exposed, weights: (Double(10_000 - experiment.split), Double(experiment.split)))
    }
}
