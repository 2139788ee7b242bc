public import Identify
public import Storage
public import Vocabulary

/// Everything the operational store knows about one customer, for the person who asks for it; events are added by the caller.
public struct PersonExport: Sendable {
    private let graph: IdentityGraph

    /// An export over that graph.
    public init(graph: IdentityGraph) { self.graph = graph }

    /// The customer as JSON: identifiers, links, traits as folded and as told by each source, tags, consent with its history, touches, orders.
    public func json(_ customer: LeafNumber, at: Instant, in tx: any SQLTransaction) throws -> JSONObject {
        let reader = ProfileReader(graph: graph)
        let profile = try reader.profile(customer, in: tx)
        let sets = profile.leaves.map { [SQLValue($0.rawValue)] }
        var out = JSONObject()
        out["exportedAt"] = .string(ISO8601.format(at))
        out["customer"] = .int(Int64(profile.summary.number.rawValue))
        out["identifiers"] = .array(profile.summary.identifiers.map(Self.identifier))
        out["links"] = try links(customer, in: tx)
        out["traits"] = .object(profile.traits)
        out["traitHistory"] = .array(
            try rows(tx, "SELECT leaf, name, kind, value, time, source FROM trait WHERE leaf = $1", sets) { row in
                [
                    "leaf": .int(row.integer(0)), "name": .string(row.text(1)), "removed": .bool(row.integer(2) == 4),
                    "value": try JSONValue(parsing: row.text(3)), "time": Self.time(row.integer(4)), "source": .int(row.integer(5)),
                ]
            })
        out["tags"] = .array(
            profile.summary.tags.map {
                ["name": .string($0.name), "group": .string($0.group), "time": Self.time($0.time.milliseconds), "by": .string($0.actor)]
            })
        out["consent"] = .array(
            try rows(tx, "SELECT purpose, granted, time, source, actor, evidence FROM consent WHERE leaf = $1 ORDER BY id", sets) { row in
                [
                    "purpose": .string(row.text(0)), "granted": .bool(row.bool(1)), "time": Self.time(row.integer(2)),
                    "source": .int(row.integer(3)),
                    "by": .string(Claim.shown(row.text(4))), "claimed": .bool(row.text(4) == Claim.consentActor),
                    "evidence": .string(row.text(5)),
                ]
            })
        out["firstTouch"] = profile.firstTouch ?? .null
        out["lastTouch"] = profile.lastTouch ?? .null
        out["firstSeen"] = profile.summary.firstSeen.map { Self.time($0.milliseconds) } ?? .null
        out["lastSeen"] = profile.summary.lastSeen.map { Self.time($0.milliseconds) } ?? .null
        out["organisation"] = .array(profile.organisation.map { ["id": .int($0.id), "name": .string($0.name)] })
        out["orders"] = .array(try orders(customer, in: tx))
        return out
    }

    private func orders(_ customer: LeafNumber, in tx: any SQLTransaction) throws -> [JSONValue] {
        var query = OrderQuery()
        query.customer = customer
        query.limit = 500
        var all: [JSONValue] = []
        repeat {
            let page = try OrderReader(graph: graph).list(query, in: tx)
            all += page.items.map(Self.order)
            query.after = page.next
        } while query.after != nil
        return all
    }

    private func links(_ customer: LeafNumber, in tx: any SQLTransaction) throws -> JSONValue {
        .array(
            try graph.graph(of: customer, in: tx).history.map {
                [
                    "at": Self.time($0.at.milliseconds), "action": .string($0.action.rawValue), "a": .int(Int64($0.a.rawValue)),
                    "b": .int(Int64($0.b.rawValue)), "by": .string($0.actor), "reason": .string($0.reason),
                ]
            })
    }

    private func rows(
        _ tx: any SQLTransaction, _ sql: String, _ sets: [[SQLValue]], _ map: (any SQLRow) throws -> JSONValue
    ) throws -> [JSONValue] {
        var found: [JSONValue] = []
        try tx.queryMany(sql, sets) { _, row in found.append(try map(row)) }
        return found
    }

    private static func time(_ milliseconds: Int64) -> JSONValue { .string(ISO8601.format(Instant(milliseconds: milliseconds))) }

    private static func identifier(_ known: KnownIdentifier) -> JSONValue {
        [
            "leaf": .int(Int64(known.leaf.rawValue)), "kind": .string(known.identifier.kind.rawValue),
            "scope": .string(known.identifier.scope),
            "value": .string(known.identifier.value), "strength": .string(known.strength.name), "since": time(known.since.milliseconds),
            "source": .int(Int64(known.source)),
        ]
    }

    private static func order(_ order: Order) -> JSONValue {
        [
            "scope": .string(order.key.scope), "id": .string(order.key.id), "status": .string(order.status.rawValue),
            "placedAt": time(order.placedAt.milliseconds), "paidAt": order.paidAt.map { time($0.milliseconds) } ?? .null,
            "currency": .string(order.currency), "totalFen": .int(order.total.fen), "discountFen": .int(order.discount.fen),
            "shippingFen": .int(order.shipping.fen), "refundedFen": .int(order.refunded.fen), "origin": .optional(order.origin),
            "items": .array(
                order.lines.map {
                    [
                        "product": .string($0.productID), "name": .string($0.name), "quantity": .int($0.quantity),
                        "priceFen": .int($0.price.fen),
                        "amountFen": .int($0.amount.fen),
                    ]
                }),
            "refunds": .array(
                order.refunds.map {
                    [
                        "id": .string($0.externalID), "amountFen": .int($0.amount.fen), "time": time($0.time.milliseconds),
                        "reason": .string($0.reason),
                    ]
                }),
        ]
    }
}
