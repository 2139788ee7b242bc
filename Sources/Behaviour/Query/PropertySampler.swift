import Vocabulary

/// Finds the names, types and some values of properties in a handful of events.
enum PropertySampler {
    private struct Found {
        var types: Set<String> = []
        var samples: [String] = []
        var promoted: Bool
    }

    static func summary(of events: [StoredEvent]) -> [PropertySample] {
        var found: [String: Found] = [:]
        func note(_ name: String, _ type: String, _ text: String, promoted: Bool) {
            var entry = found[name] ?? Found(promoted: promoted)
            entry.types.insert(type)
            let short = String(text.prefix(80))
            if entry.samples.count < 5 && !entry.samples.contains(short) { entry.samples.append(short) }
            entry.promoted = entry.promoted || promoted
            found[name] = entry
        }
        for event in events {
            for member in (try? JSONValue(parsing: event.properties))?.object?.members ?? [] {
                guard let text = member.value.plainText else { continue }
                note(member.name, type(of: member.value), text, promoted: false)
            }
            note("$channel", "string", event.channel.name, promoted: true)
            for (name, text) in texts(event.facts) { note("$" + name, "string", text, promoted: true) }
            if let amount = event.facts.amountFen { note("$amount_fen", "number", String(amount), promoted: true) }
        }
        return found.sorted { $0.key < $1.key }.map { name, entry in
            let type = entry.types.count == 1 ? entry.types.first! : "mixed"
            return PropertySample(name: name, type: type, samples: entry.samples, promoted: entry.promoted)
        }
    }

    private static func texts(_ facts: EventFacts) -> [(String, String)] {
        let values = [
            facts.path, facts.title, facts.referrerHost, facts.utmSource, facts.utmMedium, facts.utmCampaign, facts.clickPlatform,
            facts.clickID,
            facts.os, facts.browser, facts.device, facts.origin,
        ]
        return zip(DuckDBSchema.columns[8...19], values).compactMap { name, value in value.map { (name, $0) } }
    }

    private static func type(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .int, .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
