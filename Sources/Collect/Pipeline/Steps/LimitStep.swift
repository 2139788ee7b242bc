import Vocabulary

/// Sizes.
enum LimitStep {
    static let step = Step(name: "limits") { wire, context in
        let limits = context.limits
        if wire.record.count > limits.eventBytes {
            return wire.fail(.eventTooLarge, "\(wire.record.count) bytes; the limit is \(limits.eventBytes).")
        }
        if wire.propertyCount > limits.properties {
            return wire.fail(.tooManyProperties, "\(wire.propertyCount); the limit is \(limits.properties).")
        }
        if wire.event.commands.count > limits.commands {
            return wire.fail(.tooManyProperties, "\(wire.event.commands.count) trait changes; the limit is \(limits.commands).")
        }
        if let id = wire.event.messageID, id.utf8.count > 255 { wire.fail(.invalidMessageID, "Longer than 255 bytes.") }
    }
}
