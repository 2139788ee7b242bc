import Vocabulary

/// Operating system, browser or host app, and kind of device, out of the user agent.
enum DeviceStep {
    static let step = Step(name: "device") { wire, context in
        guard let text = wire.userAgent ?? context.userAgent, !text.isEmpty else { return }
        let agent = context.agents.parse(text)
        if wire.event.facts.os == nil { wire.event.facts.os = agent.os }
        if wire.event.facts.browser == nil { wire.event.facts.browser = agent.browser }
        if wire.event.facts.device == nil { wire.event.facts.device = agent.device }
    }
}
