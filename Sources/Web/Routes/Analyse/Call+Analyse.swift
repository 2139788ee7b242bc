import Analyse
import Collect
import Identify
import Organisation
import Profile
import Storage
import Vocabulary

extension Call {
    /// What the questions of Analyse need to know.
    func analyseContext() async throws -> AnalyseContext {
        let names = services.dictionary.all()
        let hidden = try await EventEntry.hiddenCodes(services.store)
        let ours = names.filter { Self.ownNames.contains($0.value) }.keys
        return AnalyseContext(
            store: services.behaviour, canonical: services.graph.canonicalMap(), eventNames: names,
            sourceNames: try await services.sourceNames(),
            hiddenCodes: hidden.union(ours), now: services.clock.now, zone: try await zone(named: query["timeZone"]),
            weekStart: try await services.settings.read().weekStart,
            timeLimit: .seconds(25))
    }

    /// The same over the customers of a data scope alone.
    func analyseContext(within scope: DataScope) async throws -> AnalyseContext {
        var context = try await analyseContext()
        guard scope != .all else { return context }
        let graph = services.graph
        let leaves = try await services.store.read { tx in try OverviewPeople.leaves(in: scope, graph, in: tx) }
        context.store = ScopedBehaviour(context.store, leaves: leaves)
        return context
    }

    /// Records that change a profile and are no behaviour.
    private static let ownNames: Set<String> = ["$identify", "$alias", "$unbind", "$item"]
}
