import Identify
public import Profile
import Storage
public import Vocabulary

extension Touchpoints {
    /// Executes ``ShowInSlot``: puts the person on the slot's list. Repeating it changes nothing. Throws a refusal when the slot does not exist.
    public func show(_ command: ShowInSlot) async throws {
        let now = base.clock.now
        let until = now.milliseconds + min(max(command.hours, 1), 8_760) * 3_600_000
        let isNew = try await base.store.write(.background) { tx -> Bool in
            guard let slot = try tx.first("SELECT id FROM slot WHERE key = $1", [.text(command.slot)], { $0.integer(0) }) else {
                throw JobRefusal.giveUp("There is no slot “\(command.slot)”.")
            }
            if let content = command.content,
                try tx.first(
                    "SELECT 1 FROM slot_content WHERE id = $1 AND slot = $2", [.integer(content), .integer(slot)], { $0.integer(0) }) == nil
            {
                throw JobRefusal.giveUp("The slot “\(command.slot)” has no content \(content).")
            }
            let fresh = try tx.execute(
                "INSERT INTO slot_command(key, at) VALUES ($1, $2) ON CONFLICT(key) DO NOTHING",
                [.text(command.key), .integer(now.milliseconds)])
            guard fresh == 1 else { return false }
            // Erased meanwhile: nobody to show anything to.
            guard try !IdentityGraph.identifiers(of: [command.leaf], in: tx).isEmpty else { return false }
            try tx.execute(
                "INSERT INTO slot_target(slot, leaf, content, until, cause) VALUES ($1, $2, $3, $4, $5) ON CONFLICT(slot, leaf, content) DO UPDATE SET until = excluded.until, cause = excluded.cause",
                [
                    .integer(slot), SQLValue(command.leaf.rawValue), .integer(command.content ?? 0), .integer(until),
                    .text(String(command.cause.prefix(200))),
                ])
            return true
        }
        if isNew { desk.forgetPeople() }
    }

    /// A showing or click that a page reports: counts once per token, only with a token of ours made for this visitor. A click takes the person off the list.
    func report(_ item: ResolvedEvent, _ properties: JSONValue, in tx: any SQLTransaction) throws {
        let event = item.event
        guard let text = properties["token"]?.string, let key = knownSigningKey,
            let visitor = event.identifiers.first(where: { $0.kind == .anonymousID })?.value,
            let token = DecisionToken(text, visitor: visitor, key)
        else { return }
        let now = base.clock.now
        guard (-60_000..<DecisionToken.lifetime).contains(event.receivedAt.since(token.at)), token.content > 0 else { return }
        let isClick = event.name == "$slot_clicked"
        let fresh = try tx.execute(
            "INSERT INTO slot_report(token, expires_at) VALUES ($1, $2) ON CONFLICT(token) DO NOTHING",
            [.text((isClick ? "c:" : "s:") + text), .integer(token.at.milliseconds + 2 * DecisionToken.lifetime)])
        guard fresh == 1 else { return }
        if isClick {
            try tx.execute("UPDATE slot_content SET clicked = clicked + 1 WHERE id = $1", [.integer(token.content)])
            try tx.execute(
                "DELETE FROM slot_target WHERE slot = $1 AND leaf = $2 AND (content = $3 OR content = 0)",
                [.integer(token.slot), SQLValue(item.leaf.rawValue), .integer(token.content)])
        } else {
            let known = try tx.execute("UPDATE slot_content SET shown = shown + 1 WHERE id = $1", [.integer(token.content)])
            guard known == 1 else { return }
            try tx.execute(
                "INSERT INTO slot_showing(content, leaf, day, count) VALUES ($1, $2, $3, 1) ON CONFLICT(leaf, content, day) DO UPDATE SET count = slot_showing.count + 1",
                [.integer(token.content), SQLValue(item.leaf.rawValue), .integer(now.milliseconds / 86_400_000)])
        }
        tx.afterCommit { [desk] in desk.forget(visitor: visitor) }
    }

    /// Removes what has run out: nonces, counters, reports, lists. For a timer of some minutes.
    public func sweep() async throws {
        let now = base.clock.now.milliseconds
        let day = now / 86_400_000
        try await base.store.write(.background) { tx in
            try tx.execute("DELETE FROM form_nonce WHERE expires_at < $1", [.integer(now)])
            try tx.execute("DELETE FROM form_count WHERE day < $1", [.integer(day - 1)])
            try tx.execute("DELETE FROM slot_report WHERE expires_at < $1", [.integer(now)])
            try tx.execute("DELETE FROM slot_target WHERE until < $1", [.integer(now)])
            try tx.execute("DELETE FROM slot_showing WHERE day < $1", [.integer(day - 366)])
            try tx.execute("DELETE FROM slot_command WHERE at < $1", [.integer(now - 400 * 86_400_000)])
        }
    }

    /// Removes what the room keeps about a person; safe to repeat. Returns how many rows.
    public func erase(_ target: ErasureTarget) async throws -> Int {
        let sets = target.leaves.map { [SQLValue($0.rawValue)] }
        let units = target.identifiers.filter { $0.kind == .anonymousID }.map(\.value)
        let count = try await base.store.write(.background) { tx in
            var count = 0
            for table in ["click", "form_submission", "experiment_exposure", "experiment_conversion", "slot_target", "slot_showing"] {
                count += try tx.executeMany("DELETE FROM \(table) WHERE leaf = $1", sets)
            }
            count += try tx.executeMany("DELETE FROM experiment_unit WHERE unit = $1", units.map { [.text($0)] })
            return count + (try tx.executeMany("DELETE FROM form_count WHERE who = $1", units.map { [.text("device:\($0)")] }))
        }
        desk.forgetLeaves()
        return count
    }
}
