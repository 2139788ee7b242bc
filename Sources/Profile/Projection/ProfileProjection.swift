import Identify
public import Storage
import Synchronization
public import Vocabulary

/// Applies what events say about customers inside the projector's transaction: figures per leaf, traits, tags, consent, products, orders.
///
/// Plain events cost a dictionary look-up each and one upsert per leaf and batch; only events that carry commands or name an order do more.
/// When the transaction does not commit, call ``reset()``.
public final class ProfileProjection: Sendable {
    private struct State: Sendable {
        var leaves = GenerationCache<UInt32, LeafState>(capacity: 200_000)
        var products = GenerationCache<ProductKey, Bool>(capacity: 50_000)
        var orders: OrderMapping
    }

    private let state: Mutex<State>

    private let zone: TimeZoneRules

    /// A projection that reads orders by that mapping; instants in their properties that name no zone are of `zone`.
    public init(orders: OrderMapping = .standard, zone: TimeZoneRules = .utc) {
        state = Mutex(State(orders: orders))
        self.zone = zone
    }

    /// Which events are orders.
    public var orders: OrderMapping {
        get { state.withLock { $0.orders } }
        set { state.withLock { $0.orders = newValue } }
    }

    /// Applies a batch and returns for each event the start of its 30-minute visit in ms (its own time when it concerns no customer).
    public func apply(_ events: [ResolvedEvent], in tx: any SQLTransaction) throws -> [Int64] {
        try state.withLock { state in
            var figures = LeafBatch()
            let sessions = try figures.apply(events, cache: &state.leaves, in: tx)
            var commands = CommandBatch()
            var orders = OrderBatch(zone: zone)
            // By index: iterating would copy every event.
            for index in events.indices {
                if !events[index].event.commands.isEmpty { commands.add(events[index]) }
                if let action = state.orders.actions[events[index].event.name] { orders.add(events[index], action, &state.products) }
            }
            try commands.apply(in: tx)
            try orders.apply(in: tx)
            return sessions
        }
    }

    /// Forgets everything cached: the transaction it came from did not commit, or somebody else wrote.
    public func reset() {
        state.withLock { state in
            state.leaves.removeAll()
            state.products.removeAll()
        }
    }
}
