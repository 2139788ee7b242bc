import Vocabulary

/// Identifiers: normalised, legal, not too long, at least one.
enum IdentifierStep {
    static let step = Step(name: "identifiers") { wire, context in
        var illegal: Identifier?
        var kept: [Identifier] = []
        kept.reserveCapacity(wire.event.identifiers.count)
        for identifier in wire.event.identifiers {
            let normal = identifier.normalised()
            if normal.value.isEmpty { continue }
            if isTooLong(normal, context.limits) {
                return wire.fail(
                    .identifierTooLong, "\(normal.kind.rawValue.prefix(64)): the limit is \(context.limits.identifierLength) characters.")
            }
            if !isKind(normal.kind) {
                return wire.fail(.illegalIdentifier, "The kind \"\(normal.kind.rawValue.prefix(64))\" is not a snake_case name.")
            }
            if IllegalIdentifier.isIllegal(normal.value) || IllegalIdentifier.isImplausible(normal) {
                illegal = illegal ?? normal
                continue
            }
            if !kept.contains(normal) { kept.append(normal) }
        }
        wire.event.identifiers = kept
        if !wire.event.verified.isEmpty { wire.event.verified = wire.event.verified.map { $0.normalised() }.filter(kept.contains) }
        guard kept.isEmpty, !isAboutProduct(wire.event) else { return }
        if let illegal {
            wire.fail(.illegalIdentifier, "\(illegal.kind): \"\(illegal.value.prefix(40))\".")
        } else {
            wire.fail(.noIdentifier)
        }
    }

    static func isTooLong(_ identifier: Identifier, _ limits: CollectLimits) -> Bool {
        let most = limits.identifierLength
        return (identifier.value.utf8.count > most && identifier.value.count > most) || identifier.scope.utf8.count > 255
    }

    /// Kinds are names like "user_id"; deployments may add their own.
    static func isKind(_ kind: IdentifierKind) -> Bool {
        let bytes = kind.rawValue.utf8
        guard let first = bytes.first, bytes.count <= 64, first >= 0x61, first <= 0x7A else { return false }
        return bytes.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F }
    }

    private static func isAboutProduct(_ event: IncomingEvent) -> Bool {
        !event.commands.isEmpty
            && event.commands.allSatisfy {
                switch $0 {
                case .product, .removeProduct: true
                default: false
                }
            }
    }
}
