/// What speaks through a source; decides which snippet the console shows. Any source understands every dialect.
public enum SourceKind: String, Sendable, CaseIterable {
    case segment, posthog, sensors, mixpanel, native, browser
    /// Files brought in by hand.
    case `import`
    /// Lianlu itself: outcomes, forms, landing pages.
    case system
}
