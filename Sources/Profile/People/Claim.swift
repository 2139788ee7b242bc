/// Marks what a public browser key only claims, in the column that says who did it.
enum Claim {
    /// The beginning of the actor of a claimed tag ("claim:3" = claimed by source 3).
    static let tagPrefix = "claim:"
    /// The actor of a claimed statement of consent.
    static let consentActor = "claim"

    /// The actor as others see it: a claim is shown as its source's.
    static func shown(_ actor: String) -> String {
        if actor == consentActor { return "" }
        return actor.hasPrefix(tagPrefix) ? "source:" + actor.dropFirst(tagPrefix.count) : actor
    }
}

/// Whether a tag is on for a customer, as one leaf says; the greatest of all leaves holds.
///
/// What a trusted source or a person said counts before any claim, then the newest, then "on".
struct TagMark: Comparable {
    var isTrusted: Bool
    var time: Int64
    var isOn: Bool

    init(actor: String, time: Int64, isOn: Bool) {
        isTrusted = !actor.hasPrefix(Claim.tagPrefix)
        self.time = time
        self.isOn = isOn
    }

    static func < (a: TagMark, b: TagMark) -> Bool {
        if a.isTrusted != b.isTrusted { return !a.isTrusted }
        if a.time != b.time { return a.time < b.time }
        return !a.isOn && b.isOn
    }
}
