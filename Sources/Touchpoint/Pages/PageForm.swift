import Vocabulary

/// A form that makes leads: which fields, what the visitor agrees to, what is said afterwards.
public struct PageForm: Sendable, Equatable {
    /// One field.
    public struct Field: Sendable, Equatable {
        /// What may be typed.
        public enum Kind: String, Sendable, CaseIterable { case phone, name, text, select }

        /// Its name in the answers.
        public var name: String
        /// What the visitor reads.
        public var label: String
        /// What may be typed.
        public var kind: Kind
        /// Whether it must be filled.
        public var isRequired: Bool
        /// The choices of a select.
        public var options: [String]
    }

    /// Headline.
    public var title: String
    /// The fields in order; exactly one of kind phone.
    public var fields: [Field]
    /// What the visitor agrees to, with the version of the notice.
    public var consent: String
    /// Version of the notice, kept as proof.
    public var noticeVersion: String
    /// Beside an optional box: what else the visitor may agree to; "" for none.
    public var marketing: String
    /// Purposes granted ("marketing_sms"): with the optional box where there is one, else with the consent.
    public var purposes: [String]
    /// On the button.
    public var submit: String
    /// Said afterwards.
    public var thanks: String
    /// Product the lead is about, or "".
    public var product: String

    init(_ read: BlockReader) throws(LianluError) {
        title = try read.text("title", 60)
        consent = try read.need("consent", 300)
        noticeVersion = try read.need("noticeVersion", 40)
        marketing = try read.text("marketing", 200).trimmed
        submit = try read.need("submit", 20)
        thanks = try read.need("thanks", 300)
        product = try read.text("product", 80)
        purposes = (read.json["purposes"]?.array ?? []).compactMap(\.string).filter { !$0.isEmpty && $0.utf8.count <= 60 }
        guard let list = read.json["fields"]?.array, (1...12).contains(list.count) else {
            throw read.wrong("fields", "is not a list of 1 to 12")
        }
        fields = []
        for (index, item) in list.enumerated() {
            let inner = BlockReader(json: item, place: "\(read.place).fields[\(index)]")
            try inner.knows(["name", "label", "kind", "required", "options"])
            guard let kind = Field.Kind(rawValue: try inner.need("kind", 20)) else {
                throw inner.wrong("kind", "is unknown; use phone, name, text or select")
            }
            let name = try inner.need("name", 40)
            guard name.utf8.allSatisfy({ ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F }),
                !fields.contains(where: { $0.name == name })
            else {
                throw inner.wrong("name", "is taken or has other characters than a–z, 0–9 and _")
            }
            let options = (item["options"]?.array ?? []).compactMap(\.string)
            guard kind != .select || (1...50).contains(options.count) else {
                throw inner.wrong("options", "is not a list of 1 to 50 texts")
            }
            fields.append(
                Field(
                    name: name, label: try inner.need("label", 40), kind: kind, isRequired: item["required"]?.bool ?? false,
                    options: options))
        }
        guard fields.filter({ $0.kind == .phone }).count == 1 else { throw read.wrong("fields", "must have exactly one of kind phone") }
    }
}
