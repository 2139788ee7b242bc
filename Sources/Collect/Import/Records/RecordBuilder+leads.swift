import Vocabulary

extension RecordBuilder {
    /// Longest value of a lead that is kept, in characters: what the routes take too.
    private static let mostName = 80
    private static let mostNote = 500

    /// The event of one row of leads. Which leads come of it, and who gets them, is decided where forms are dealt with; it is no form, and nobody tells an
    /// ad platform of it.
    func lead(_ values: RowValues, _ row: Int) throws(RowFault) -> IncomingEvent {
        let time = try values.time(.time, zone: zone, latest: latest)
        var event = make(IncomingEvent.leadImported, "import-\(importID)-\(row)", min(time ?? uploadedAt, now))
        event.identifiers = try values.someone()
        func short(_ field: ImportField, _ most: Int) throws(RowFault) -> String? {
            guard let text = values.text(field) else { return nil }
            guard text.count <= most else {
                throw RowFault(.tooLarge, "“\(text.prefix(20))…” has \(text.count) characters, at most \(most).")
            }
            return text
        }
        if let name = try short(.personName, Self.mostName) {
            // What is known of the customer is better than what a list says.
            event.commands = [.trait(TraitChange("name", .setOnce, JSONValue.string(name).bytes))]
        }
        var answers = JSONObject(values.members)
        if let note = try short(.note, Self.mostNote) { answers["note"] = .string(note) }
        var properties = JSONObject([.init("answers", .object(answers))])
        if let product = try short(.productName, Self.mostName) { properties["product"] = .string(product) }
        if let region = try short(.region, Self.mostName) { properties["region"] = .string(region) }
        if let origin = try short(.origin, Self.mostName) {
            properties["origin"] = .string(origin)
            event.facts.origin = origin
        }
        event.properties = JSONValue.object(properties).bytes
        return event
    }
}
