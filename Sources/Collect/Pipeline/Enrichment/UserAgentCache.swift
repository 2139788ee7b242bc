import Synchronization

/// Remembers what user agents turned out to be; a site sees few different ones.
final class UserAgentCache: Sendable {
    private let known = Mutex<[String: UserAgent]>([:])
    private let most: Int

    init(most: Int = 2000) { self.most = most }

    /// What that user agent says.
    func parse(_ text: String) -> UserAgent {
        if let agent = known.withLock({ $0[text] }) { return agent }
        let agent = UserAgent(text)
        known.withLock { known in
            if known.count >= most { known.removeAll(keepingCapacity: true) }
            known[text] = agent
        }
        return agent
    }
}
