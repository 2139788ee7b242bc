/// One named thing the door does to every record; it may change the record or refuse it by ``WireEvent/fail(_:_:)``.
struct Step: Sendable {
    /// The name in /metrics.
    var name: String
    /// Does it.
    var run: @Sendable (inout WireEvent, PipelineContext) -> Void
}
