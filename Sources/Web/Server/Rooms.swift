public import Deliver
public import Feedback
public import Journey
public import Lead
public import Sandbox
public import Touchpoint

/// The rooms to the right of Profile, as routes use them.
public struct Rooms: Sendable {
    /// Origins, links, landing pages, experiments, slots.
    public var touchpoints: Touchpoints
    /// Leads and salespeople.
    public var leads: LeadDesk
    /// Journeys and runs.
    public var journeys: Journeys
    /// Channel accounts, templates, messages.
    public var deliveries: Deliveries
    /// Ad accounts, conversions, spend.
    public var feedback: FeedbackDesk
    /// Stand-ins of outside platforms; nil unless this deployment runs them (demo, `lianlu sandbox`).
    public var sandbox: SandboxWorld?

    /// Collects the rooms.
    public init(
        touchpoints: Touchpoints, leads: LeadDesk, journeys: Journeys, deliveries: Deliveries, feedback: FeedbackDesk,
        sandbox: SandboxWorld? = nil
    ) {
        self.touchpoints = touchpoints
        self.leads = leads
        self.journeys = journeys
        self.deliveries = deliveries
        self.feedback = feedback
        self.sandbox = sandbox
    }
}
