public import Profile
public import Storage
import Synchronization
public import Vocabulary

/// Channel accounts, templates and messages, as the HTTP side and App use them.
public final class Deliveries: Sendable {
    /// What App passes in.
    public struct Parts: Sendable {
        /// Calls to the outside world.
        public var http: HTTPSender
        /// E-mail.
        public var mail: MailSender
        /// Whether a journey's run still lives; asked inside the transaction before a message is sent.
        public var isLive: @Sendable (_ run: Int64, _ tx: any SQLTransaction) throws -> Bool
        /// The deployment's public address, without "/" at the end; "" when unknown.
        public var publicURL: String

        /// Collects the parts.
        public init(
            http: HTTPSender, mail: MailSender, isLive: @escaping @Sendable (Int64, any SQLTransaction) throws -> Bool = { _, _ in true },
            publicURL: String = ""
        ) {
            self.http = http
            self.mail = mail
            self.isLive = isLive
            self.publicURL = publicURL
        }
    }

    let base: RoomBase
    let parts: Parts
    private let opener = Mutex<(@Sendable (String) -> Void)?>(nil)
    let buckets = Mutex<[Int64: [Instant]]>([:])

    /// Works on that base.
    public init(_ base: RoomBase, parts: Parts) {
        self.base = base
        self.parts = parts
    }

    /// Kind of the job that hands one message to its provider.
    public static let dispatchJob = "message.dispatch"
    /// Kind of the job that looks at a deferred message again.
    public static let againJob = "message.again"
    /// Kind of the job that asks the provider what became of a message.
    public static let statusJob = "message.status"

    /// How a queue is opened for an account: each has its own, so that a slow one stalls nobody. Set by App once jobs run.
    public func setQueueOpener(_ body: @escaping @Sendable (String) -> Void) { opener.withLock { $0 = body } }

    func openQueue(_ account: Int64) { opener.withLock { $0 }?("account.\(account)") }

    /// Opens the queues of every account there is.
    public func openQueues() async throws {
        for id in try await base.store.read({ tx in try tx.query("SELECT id FROM channel_account", []) { $0.integer(0) } }) {
            openQueue(id)
        }
    }

    /// Quiet hours and caps.
    public func policy() async throws -> DeliverPolicy { try await base.store.read { tx in try Self.policy(in: tx) } }

    static func policy(in tx: any SQLTransaction) throws -> DeliverPolicy {
        guard let text = try tx.first("SELECT policy FROM deliver_policy WHERE id = 1", [], { $0.text(0) }) else { return DeliverPolicy() }
        return try DeliverPolicy(try JSONValue(parsing: text))
    }

    /// Changes quiet hours and caps; what is left out keeps its value, null gets its default. Throws `bad_request` for values out of range.
    public func changePolicy(_ fields: JSONObject) async throws -> DeliverPolicy {
        try await base.store.write { tx in
            var whole = try Self.policy(in: tx).json.object ?? JSONObject()
            for field in fields { whole[field.name] = field.value }
            let policy = try DeliverPolicy(.object(whole))
            try tx.execute(
                "INSERT INTO deliver_policy(id, policy) VALUES (1, $1) ON CONFLICT(id) DO UPDATE SET policy = excluded.policy",
                [.text(policy.json.text)])
            return policy
        }
    }
}
