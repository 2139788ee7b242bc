import Vocabulary

/// The members of a JSON body, read with messages that say what to do.
struct Fields: Sendable {
    let object: JSONObject

    /// - Throws: `bad_request` when it is no object or has members that the route does not know.
    init(_ value: JSONValue, known: [String]) throws(LianluError) {
        guard let object = value.object else {
            throw LianluError(.badRequest, "The body is not a JSON object.", hint: "Send {…} with: \(known.joined(separator: ", ")).")
        }
        if !known.isEmpty, let stranger = object.names.first(where: { !known.contains($0) }) {
            throw LianluError(
                .badRequest, "The body has an unknown field “\(stranger.prefix(40))”.", hint: "Known: \(known.joined(separator: ", ")).")
        }
        self.object = object
    }

    /// The member, or nil when missing.
    subscript(name: String) -> JSONValue? { object[name] }

    /// Whether the member is there, null included.
    func has(_ name: String) -> Bool { object[name] != nil }

    /// A text, or nil when missing or null.
    func text(_ name: String, most: Int = 2000) throws(LianluError) -> String? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let text = value.string else { throw LianluError(.badRequest, "“\(name)” is not a text.", hint: "Send it in quotes.") }
        guard text.count <= most else {
            throw LianluError(.badRequest, "“\(name)” is longer than \(most) characters.", hint: "Shorten it.")
        }
        return text
    }

    /// A text that must be there.
    func needText(_ name: String, most: Int = 2000) throws(LianluError) -> String {
        guard let text = try text(name, most: most), !text.isEmpty else {
            throw LianluError(.badRequest, "“\(name)” is missing.", hint: "Send a non-empty text.")
        }
        return text
    }

    /// A whole number, or nil when missing or null.
    func number(_ name: String) throws(LianluError) -> Int64? {
        guard let value = object[name], !value.isNull else { return nil }
        if let number = value.int { return number }
        if let text = value.string, let number = Int64(text) { return number }
        throw LianluError(.badRequest, "“\(name)” is not a whole number.", hint: "Send a number without quotes.")
    }

    /// true or false, or nil when missing or null.
    func bool(_ name: String) throws(LianluError) -> Bool? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let bool = value.bool else {
            throw LianluError(.badRequest, "“\(name)” is not true or false.", hint: "Send true or false without quotes.")
        }
        return bool
    }

    /// A list of whole numbers, empty when missing or null.
    func numbers(_ name: String, most: Int = 500) throws(LianluError) -> [Int64] {
        guard let value = object[name], !value.isNull else { return [] }
        guard let elements = value.array, elements.count <= most, elements.allSatisfy({ $0.int != nil }) else {
            throw LianluError(.badRequest, "“\(name)” is not a list of at most \(most) whole numbers.", hint: "Send [1,2].")
        }
        return elements.compactMap(\.int)
    }

    /// A list of texts, empty when missing.
    func texts(_ name: String, most: Int = 100) throws(LianluError) -> [String] {
        guard let value = object[name], !value.isNull else { return [] }
        guard let elements = value.array, elements.count <= most, elements.allSatisfy({ $0.string != nil }) else {
            throw LianluError(.badRequest, "“\(name)” is not a list of at most \(most) texts.", hint: "Send [\"…\",\"…\"].")
        }
        return elements.compactMap(\.string)
    }
}
