/// The members of a JSON object in the order they were written; names are unique.
public struct JSONObject: Sendable, Equatable, ExpressibleByDictionaryLiteral, Sequence {
    /// One member.
    public struct Member: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: JSONValue

        /// Makes a member from its parts.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The members in order.
    public private(set) var members: [Member] = []

    /// An empty object.
    public init() {}

    /// An object with these members; of equal names the last wins.
    public init(_ members: some Sequence<Member>) {
        self.members = Array(members)
        removeDuplicates()
    }

    /// An object with these members; of equal names the last wins.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements.map { Member($0.0, $0.1) }) }

    /// The value of that name; setting nil removes the member, setting a new name appends.
    public subscript(name: String) -> JSONValue? {
        get { members.last { $0.name == name }?.value }
        set {
            let place = members.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(name, value))
            case (nil, nil): break
            }
        }
    }

    /// The names in order.
    public var names: [String] { members.map(\.name) }
    /// How many members.
    public var count: Int { members.count }
    /// Whether there are none.
    public var isEmpty: Bool { members.isEmpty }
    /// Goes through the members in order.
    public func makeIterator() -> [Member].Iterator { members.makeIterator() }

    /// Two objects are equal when they have the same names and values, in whatever order.
    public static func == (a: JSONObject, b: JSONObject) -> Bool {
        guard a.members.count == b.members.count else { return false }
        if a.members == b.members { return true }
        let values = Dictionary(b.members.map { ($0.name, $0.value) }) { $1 }
        return a.members.allSatisfy { values[$0.name] == $0.value }
    }

    mutating func append(_ name: String, _ value: JSONValue) { members.append(Member(name, value)) }

    /// Keeps the last of equal names, at the place of the first.
    mutating func removeDuplicates() {
        guard members.count > 1 else { return }
        var places: [String: Int] = [:]
        var kept: [Member] = []
        kept.reserveCapacity(members.count)
        for member in members {
            if let place = places[member.name] {
                kept[place].value = member.value
            } else {
                places[member.name] = kept.count
                kept.append(member)
            }
        }
        if kept.count < members.count { members = kept }
    }
}
