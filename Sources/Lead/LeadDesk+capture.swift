import Identify
import Profile
public import Storage
public import Vocabulary

extension LeadDesk {
    /// What a new lead is made of.
    public struct NewLead: Sendable {
        /// Whose: any leaf of the customer.
        public var leaf: LeafNumber
        /// "form", "import", "journey", "manual".
        public var source: String
        /// When it came in; nil for now.
        public var receivedAt: Instant?
        /// Origin code.
        public var origin = ""
        /// Landing page.
        public var page: Int64?
        /// What it is about.
        public var product = ""
        /// Where the customer is.
        public var region = ""
        /// What the customer answered.
        public var answers = JSONObject()
        /// Whether it may be no real interest.
        public var isSuspect = false
        /// Why.
        public var reasons: [String] = []
        /// A person to give it to; nil lets the policy choose.
        public var salesperson: Int64?

        /// A lead of that customer.
        public init(leaf: LeafNumber, source: String) {
            self.leaf = leaf
            self.source = source
        }
    }

    /// Makes a lead and assigns it, or notes on the open one that the person came again and tells its owner. Returns the lead.
    ///
    /// An open lead in quarantine does not stop one that is not suspect; a suspect one waits for a person. Throws `not_found` for a salesperson there is not.
    public func capture(_ new: NewLead, in tx: any SQLTransaction) throws -> Lead {
        let now = base.clock.now
        let leaves = base.graph.leaves(of: new.leaf)
        if var open = try Lead.of(leaves, in: tx).first(where: { !$0.state.isClosed && !($0.state == .quarantine && !new.isSuspect) }) {
            open.touches += 1
            open.updatedAt = now
            try open.save(in: tx)
            try tx.execute(
                "INSERT INTO lead_touch(id, lead, at, kind, payload) VALUES ($1, $2, $3, $4, $5)",
                [
                    .integer(try tx.take(from: "lead_touch")), .integer(open.id), .integer((new.receivedAt ?? now).milliseconds),
                    .text(new.source), .text(JSONValue.object(["answers": .object(new.answers), "origin": .string(new.origin)]).text),
                ])
            tell("touch", open, in: tx)
            if let owner = open.owner,
                let person = try tx.first(
                    "SELECT \(Salesperson.columns) FROM salesperson WHERE id = $1", [.integer(owner)], Salesperson.init)
            {
                try notify(
                    person, "lead_touch", open, title: "您的客户又来了", text: new.source == "import" ? "导入的线索里又有这位客户，请尽快联系。" : "同一位客户再次留资，请尽快联系。",
                    key: "touch/\(open.touches)", in: tx)
            }
            return open
        }
        let id = try tx.take(from: "lead")
        let received = new.receivedAt ?? now
        try tx.execute(
            """
            INSERT INTO lead(id, leaf, state, waiting, origin, page, product, region, answers, quality, reasons, source, received_at, step, attempts, touches, outcome_reason, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, 0, '', $14)
            """,
            [
                .integer(id), SQLValue(new.leaf.rawValue), .text(new.isSuspect ? LeadState.quarantine.rawValue : LeadState.new.rawValue),
                .text(new.isSuspect ? "quarantine" : "new"), .text(new.origin), SQLValue(new.page), .text(new.product), .text(new.region),
                .text(JSONValue.object(new.answers).text), .text(new.isSuspect ? "quarantine" : "ok"),
                .text(new.reasons.joined(separator: ",")),
                .text(new.source), .integer(received.milliseconds), .integer(now.milliseconds),
            ])
        guard var lead = try Lead.find(id, in: tx) else { throw LianluError(.internal, "A lead that was just made is not there.") }
        try note("created", lead, by: "system", ["source": .string(new.source)], in: tx)
        if new.isSuspect {
            tell("quarantine", lead, in: tx)
            return lead
        }
        try base.outcomes.record(
            "$lead_created", leaf: lead.leaf,
            properties: ["lead": .int(id), "source": .string(new.source), "origin": .string(new.origin), "product": .string(new.product)],
            in: tx)
        if let person = new.salesperson {
            try hand(&lead, to: person, cause: new.source, by: "system", mode: "manual", in: tx)
        } else {
            try assign(&lead, cause: "new", in: tx)
        }
        return lead
    }

    /// Gives a lead to a person that was named.
    func hand(_ lead: inout Lead, to person: Int64, cause: String, by actor: String, mode: String, in tx: any SQLTransaction) throws {
        let policy = try AssignPolicy.all(in: tx).first { $0.id == lead.policy }
        let all = try candidates(for: lead, policy, try Salesperson.all(in: tx), in: tx)
        guard let place = all.firstIndex(where: { $0.id == person }) else {
            throw LianluError(.notFound, "There is no salesperson \(person).", hint: "List the salespeople to see which there are.")
        }
        try give(lead: &lead, all, place, mode: mode, policy, relaxed: [], cause: cause, by: actor, in: tx)
    }

    /// Executes `lead.assign`: once for its key.
    public func execute(_ command: AssignLead) async throws {
        _ = try await base.store.write { [self] tx in
            guard try tx.first("SELECT lead FROM lead_request WHERE key = $1", [.text(command.key)], { $0.integer(0) }) == nil else {
                return
            }
            guard try base.reader.customer(command.leaf, in: tx) != nil else { return }
            var new = NewLead(leaf: command.leaf, source: "journey")
            // Whoever the journey names may have been deleted since: then the rules decide.
            if let person = command.salesperson, try Salesperson.all(in: tx).contains(where: { $0.id == person }) {
                new.salesperson = person
            }
            if !command.note.isEmpty { new.answers["note"] = .string(command.note) }
            let lead = try capture(new, in: tx)
            try tx.execute("INSERT INTO lead_request(key, lead) VALUES ($1, $2)", [.text(command.key), .integer(lead.id)])
        }
    }
}
