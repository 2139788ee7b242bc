import Vocabulary

/// Opaque places in lists.
enum Cursor {
    /// A place made of numbers.
    static func make(_ numbers: Int64...) -> String { Base32.encode(Array(numbers.map(String.init).joined(separator: ".").utf8)) }

    /// The numbers of a place.
    /// - Throws: `bad_request` when it is not one of ours.
    static func read(_ text: String, count: Int) throws(LianluError) -> [Int64] {
        let numbers = Base32.decode(text).map { String(decoding: $0, as: UTF8.self).split(separator: ".").compactMap { Int64($0) } } ?? []
        guard numbers.count == count else {
            throw LianluError(
                .badRequest, "The place in the list is not valid.", hint: "Pass “next” of the previous answer unchanged, or leave it out.")
        }
        return numbers
    }
}
