import Vocabulary

/// The steps every record takes, in order; the first refusal ends its way.
///
/// A step runs over the whole request before the next begins, so that timing costs a clock reading per step and request, not per event.
struct Pipeline: Sendable {
    let steps: [Step]

    /// What Collect does.
    static let standard = Pipeline(steps: [
        LimitStep.step, NameStep.step, TrustStep.step, IdentifierStep.step, CommandStep.step, TimeStep.step, PageStep.step, DeviceStep.step,
        ChannelStep.step, KeyStep.step,
    ])

    /// Runs the steps; `timings` gets one entry per step.
    func run(_ events: inout [WireEvent], _ context: PipelineContext, timings: inout [StepTiming]) {
        var watch = Stopwatch()
        for (place, step) in steps.enumerated() {
            var count = 0
            for index in events.indices where events[index].fault == nil {
                step.run(&events[index], context)
                count += 1
            }
            timings[place].nanoseconds += watch.lap()
            timings[place].events += Int64(count)
        }
    }

    /// Zeroed timings, one per step.
    var timings: [StepTiming] { steps.map { StepTiming(name: $0.name) } }
}
