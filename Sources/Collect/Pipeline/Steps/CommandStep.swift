import Vocabulary

/// Commands that name identifiers of their own (alias, unbind): normalised and legal too. An alias of one identifier with itself says nothing and goes.
enum CommandStep {
    static let step = Step(name: "commands") { wire, context in
        guard !wire.event.commands.isEmpty else { return }
        var needsChange = false
        for command in wire.event.commands {
            switch command {
            case .alias, .unbind: needsChange = true
            default: break
            }
        }
        guard needsChange else { return }
        var kept: [EventCommand] = []
        for command in wire.event.commands {
            switch command {
            case .alias(let from, let into):
                let (a, b) = (from.normalised(), into.normalised())
                guard check(a, &wire, context), check(b, &wire, context) else { return }
                if a != b { kept.append(.alias(from: a, into: b)) }
            case .unbind(let identifier):
                let normal = identifier.normalised()
                guard check(normal, &wire, context) else { return }
                kept.append(.unbind(normal))
            default: kept.append(command)
            }
        }
        wire.event.commands = kept
    }

    private static func check(_ identifier: Identifier, _ wire: inout WireEvent, _ context: PipelineContext) -> Bool {
        if identifier.value.isEmpty || IllegalIdentifier.isIllegal(identifier.value) || !IdentifierStep.isKind(identifier.kind) {
            wire.fail(.illegalIdentifier, "\(identifier.kind.rawValue.prefix(64)): \"\(identifier.value.prefix(40))\".")
        } else if IdentifierStep.isTooLong(identifier, context.limits) {
            wire.fail(.identifierTooLong, "\(identifier.kind): the limit is \(context.limits.identifierLength) characters.")
        }
        return wire.fault == nil
    }
}
