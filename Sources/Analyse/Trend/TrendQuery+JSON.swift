public import Vocabulary

extension TrendQuery {
    /// Reads the body of `POST /api/analyse/trend`; throws `bad_request` naming the field that is wrong.
    public init(_ body: JSONValue) throws(LianluError) {
        guard body.object != nil else { throw LianluError(.badRequest, "The question must be a JSON object.") }
        let event = try Self.text(body, "event")
        guard let from = try Self.text(body, "from") else { throw Self.wrong("from", "a date such as 2026-11-01") }
        guard let to = try Self.text(body, "to") else { throw Self.wrong("to", "a date such as 2026-11-30") }
        self.init(event: event, from: from, to: to)
        if let name = try Self.text(body, "interval") {
            guard let value = Interval(rawValue: name) else { throw Self.wrong("interval", "one of hour, day, week, month") }
            interval = value
        }
        if let name = try Self.text(body, "measure") {
            guard let value = Measure(rawValue: name) else { throw Self.wrong("measure", "count or customers") }
            measure = value
        }
        timeZone = try Self.text(body, "timeZone")
        if let value = body["compare"], !value.isNull {
            guard let flag = value.bool else { throw Self.wrong("compare", "true or false") }
            compare = flag
        }
        if let list = body["where"], !list.isNull {
            guard let conditions = list.array, conditions.count <= 50 else { throw Self.wrong("where", "a list of at most 50 conditions") }
            for condition in conditions { self.conditions.append(try Self.condition(condition)) }
        }
        if let value = body["breakdown"], !value.isNull {
            guard let property = try Self.text(value, "property"), !property.isEmpty || value["property"] != nil else {
                throw Self.wrong("breakdown", "an object with a property")
            }
            breakdown = property
            if let number = value["limit"], !number.isNull {
                guard let wanted = number.int, (1...100).contains(wanted) else {
                    throw Self.wrong("breakdown.limit", "a number from 1 to 100")
                }
                limit = Int(wanted)
            }
        }
    }

    private static func condition(_ value: JSONValue) throws(LianluError) -> Condition {
        guard let property = try text(value, "property") else { throw wrong("where[].property", "the name of a property") }
        let operation = try text(value, "op") ?? "eq"
        var values: [String] = []
        switch value["value"] {
        case nil, .null: break
        case .array(let elements):
            for element in elements {
                guard let text = element.plainText else {
                    throw wrong("where[].value", "texts, numbers or booleans; for a missing value use not_exists")
                }
                values.append(text)
            }
        case .some(let one): if let text = one.plainText { values = [text] }
        }
        return Condition(property, operation, values)
    }

    private static func text(_ body: JSONValue, _ name: String) throws(LianluError) -> String? {
        guard let value = body[name], !value.isNull else { return nil }
        guard let text = value.string, text.utf8.count <= 1024 else { throw wrong(name, "a text of at most 1,024 bytes") }
        return text
    }

    private static func wrong(_ field: String, _ expected: String) -> LianluError {
        LianluError(.badRequest, "“\(field)” must be \(expected).", hint: "See POST /api/analyse/trend in openapi.yaml.")
    }
}
