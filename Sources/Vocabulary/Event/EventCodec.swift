/// The binary form of events inside inbox batches. Version 1; a reader refuses versions it does not know.
public enum EventCodec {
    /// The version byte written before each event.
    public static let version: UInt8 = 1

    /// Appends one event.
    public static func encode(_ event: IncomingEvent, into out: inout ByteWriter) {
        out.byte(version)
        out.text(event.name)
        out.optionalText(event.messageID)
        out.word(event.dedupeKey.high)
        out.word(event.dedupeKey.low)
        out.signed(Int64(event.source))
        out.byte(event.channel.rawValue)
        out.byte(event.trust.rawValue)
        out.signed(event.time.milliseconds)
        out.signed(event.receivedAt.milliseconds)
        out.varint(UInt64(event.identifiers.count))
        for identifier in event.identifiers { encode(identifier, into: &out) }
        out.varint(UInt64(event.verified.count))
        for identifier in event.verified { encode(identifier, into: &out) }
        out.varint(UInt64(event.commands.count))
        for command in event.commands { encode(command, into: &out) }
        encode(event.facts, into: &out)
        out.blob(event.properties)
    }

    /// Reads one event.
    public static func decode(_ reader: inout ByteReader) throws(LianluError) -> IncomingEvent {
        let found = try reader.byte()
        guard found == version else {
            throw LianluError(
                .unusableData, "Unknown event format \(found).", hint: "This data folder was written by a newer lianlu; use that version.")
        }
        let name = try reader.text()
        let messageID = try reader.optionalText()
        let key = Hash128(high: try reader.word(), low: try reader.word())
        let source = Int32(truncatingIfNeeded: try reader.signed())
        let channel = Channel(rawValue: try reader.byte()) ?? .other
        let trust = Trust(rawValue: try reader.byte()) ?? .claimed
        let time = Instant(milliseconds: try reader.signed())
        let receivedAt = Instant(milliseconds: try reader.signed())
        var event = IncomingEvent(
            name: name, dedupeKey: key, source: source, channel: channel, trust: trust, time: time, receivedAt: receivedAt)
        event.messageID = messageID
        for _ in 0..<(try reader.count()) { event.identifiers.append(try decodeIdentifier(&reader)) }
        for _ in 0..<(try reader.count()) { event.verified.append(try decodeIdentifier(&reader)) }
        for _ in 0..<(try reader.count()) { event.commands.append(try decodeCommand(&reader)) }
        event.facts = try decodeFacts(&reader)
        event.properties = try reader.blob()
        return event
    }

    private static func encode(_ identifier: Identifier, into out: inout ByteWriter) {
        out.text(identifier.kind.rawValue)
        out.text(identifier.scope)
        out.text(identifier.value)
    }

    private static func decodeIdentifier(_ reader: inout ByteReader) throws(LianluError) -> Identifier {
        let kind = IdentifierKind(try reader.text())
        let scope = try reader.text()
        return Identifier(kind, try reader.text(), scope: scope)
    }

    private static func encode(_ command: EventCommand, into out: inout ByteWriter) {
        switch command {
        case .trait(let change):
            out.byte(1)
            out.text(change.name)
            out.byte(change.operation.rawValue)
            out.blob(change.value)
        case .tag(let name, let group, let on):
            out.byte(2)
            out.text(name)
            out.text(group)
            out.byte(on ? 1 : 0)
        case .consent(let purpose, let granted):
            out.byte(3)
            out.text(purpose)
            out.byte(granted ? 1 : 0)
        case .alias(let from, let into):
            out.byte(4)
            encode(from, into: &out)
            encode(into, into: &out)
        case .unbind(let identifier):
            out.byte(5)
            encode(identifier, into: &out)
        case .clearTraits:
            out.byte(6)
        case .product(let scope, let id, let attributes):
            out.byte(7)
            out.text(scope)
            out.text(id)
            out.blob(attributes)
        case .removeProduct(let scope, let id):
            out.byte(8)
            out.text(scope)
            out.text(id)
        }
    }

    private static func decodeCommand(_ reader: inout ByteReader) throws(LianluError) -> EventCommand {
        switch try reader.byte() {
        case 1:
            let name = try reader.text()
            let operation = TraitChange.Operation(rawValue: try reader.byte()) ?? .set
            return .trait(TraitChange(name, operation, try reader.blob()))
        case 2:
            let name = try reader.text()
            let group = try reader.text()
            return .tag(name: name, group: group, on: try reader.byte() == 1)
        case 3:
            let purpose = try reader.text()
            return .consent(purpose: purpose, granted: try reader.byte() == 1)
        case 4:
            let from = try decodeIdentifier(&reader)
            return .alias(from: from, into: try decodeIdentifier(&reader))
        case 5: return .unbind(try decodeIdentifier(&reader))
        case 6: return .clearTraits
        case 7:
            let scope = try reader.text()
            let id = try reader.text()
            return .product(scope: scope, id: id, attributes: try reader.blob())
        case 8:
            let scope = try reader.text()
            return .removeProduct(scope: scope, id: try reader.text())
        case let other:
            throw LianluError(
                .unusableData, "Unknown command \(other) in a stored event.", hint: "This data folder was written by a newer lianlu.")
        }
    }

    private static func encode(_ facts: EventFacts, into out: inout ByteWriter) {
        if facts == EventFacts() { return out.byte(0) }
        out.byte(1)
        for text in [
            facts.path, facts.title, facts.referrerHost, facts.utmSource, facts.utmMedium, facts.utmCampaign, facts.clickPlatform,
            facts.clickID,
            facts.os, facts.browser, facts.device, facts.origin,
        ] { out.optionalText(text) }
        out.byte(facts.amountFen == nil ? 0 : 1)
        if let amount = facts.amountFen { out.signed(amount) }
    }

    private static func decodeFacts(_ reader: inout ByteReader) throws(LianluError) -> EventFacts {
        var facts = EventFacts()
        guard try reader.byte() == 1 else { return facts }
        facts.path = try reader.optionalText()
        facts.title = try reader.optionalText()
        facts.referrerHost = try reader.optionalText()
        facts.utmSource = try reader.optionalText()
        facts.utmMedium = try reader.optionalText()
        facts.utmCampaign = try reader.optionalText()
        facts.clickPlatform = try reader.optionalText()
        facts.clickID = try reader.optionalText()
        facts.os = try reader.optionalText()
        facts.browser = try reader.optionalText()
        facts.device = try reader.optionalText()
        facts.origin = try reader.optionalText()
        if try reader.byte() == 1 { facts.amountFen = try reader.signed() }
        return facts
    }
}
