import Vocabulary

/// Where it happened: what the record says, else the source's channel, refined by SDK and user agent where the source leaves it open.
enum ChannelStep {
    static let step = Step(name: "channel") { wire, context in
        if let channel = wire.channel {
            wire.event.channel = channel
            return
        }
        var channel = context.grant.channel
        if channel == .other, let library = wire.library { channel = ofLibrary(library) ?? channel }
        if channel == .web || channel == .other, let text = wire.userAgent ?? context.userAgent {
            let agent = context.agents.parse(text)
            if agent.isMiniProgram {
                channel = .miniProgram
            } else if channel == .web, agent.device == "mobile" {
                channel = .h5
            }
        }
        wire.event.channel = channel
    }

    /// The channel an SDK's name speaks of.
    static func ofLibrary(_ library: String) -> Channel? {
        let name = library.lowercased()
        if name == "js" || name == "web" || name.hasSuffix("-js") || name.hasSuffix(".js") || name.contains("javascript") { return .web }
        if name.contains("mini") || name.contains("wechat") { return .miniProgram }
        if name == "ios" || name == "android" || name == "iphone" || name == "swift" || name == "harmony" { return .app }
        if ["-ios", "-android", "flutter", "react-native", "-kotlin", "-swift"].contains(where: name.contains) { return .app }
        if ["python", "java", "-node", "golang", "-go", "php", "ruby", ".net", "rust"].contains(where: name.contains) { return .server }
        return nil
    }
}
