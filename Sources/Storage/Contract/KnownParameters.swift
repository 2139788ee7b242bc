import Synchronization
import Vocabulary

/// Parameter counts by statement text, checked once per text.
enum KnownParameters {
    private static let known = Mutex<[String: Int]>([:])

    static func count(_ sql: String) throws(LianluError) -> Int {
        if let count = known.withLock({ $0[sql] }) { return count }
        let count = try ParameterRule.count(in: sql)
        known.withLock { known in
            if known.count >= 4096 { known.removeAll() }
            known[sql] = count
        }
        return count
    }
}
