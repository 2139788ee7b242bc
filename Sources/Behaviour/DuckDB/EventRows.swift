import Vocabulary

/// Reads whole events from chunks that have the columns of ``DuckDBSchema/selection``.
enum EventRows {
    static func read(_ chunk: DuckDBChunk) -> [StoredEvent] {
        let ordinals = chunk.values(0, as: Int64.self)
        let leaves = chunk.values(1, as: UInt32.self)
        let codes = chunk.values(2, as: Int32.self)
        let times = chunk.values(3, as: Int64.self)
        let received = chunk.values(4, as: Int64.self)
        let sources = chunk.values(5, as: Int32.self)
        let channels = chunk.values(6, as: UInt8.self)
        let sessions = chunk.values(7, as: Int64.self)
        let texts = (8...19).map { chunk.texts($0) }
        let amounts = chunk.values(20, as: Int64.self)
        let amountNulls = chunk.nulls(20)
        let messages = chunk.texts(21)
        let properties = chunk.texts(22)
        return (0..<chunk.count).map { row in
            var facts = EventFacts()
            facts.path = texts[0][row]
            facts.title = texts[1][row]
            facts.referrerHost = texts[2][row]
            facts.utmSource = texts[3][row]
            facts.utmMedium = texts[4][row]
            facts.utmCampaign = texts[5][row]
            facts.clickPlatform = texts[6][row]
            facts.clickID = texts[7][row]
            facts.os = texts[8][row]
            facts.browser = texts[9][row]
            facts.device = texts[10][row]
            facts.origin = texts[11][row]
            facts.amountFen = amountNulls[row] ? nil : amounts[row]
            return StoredEvent(
                ordinal: ordinals[row], leaf: LeafNumber(leaves[row]), code: codes[row], time: Instant(milliseconds: times[row]),
                receivedAt: Instant(milliseconds: received[row]), source: sources[row], channel: Channel(rawValue: channels[row]) ?? .other,
                session: sessions[row], facts: facts, messageID: messages[row], properties: Array(properties.bytes(row)))
        }
    }
}
