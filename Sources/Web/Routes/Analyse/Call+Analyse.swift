import Analyse
import Collect
import Identify
import Organisation
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

    /// Records that change a profile and are no behaviour.
    private static let ownNames: Set<String> = ["$identify", "$alias", "$unbind", "$item"]
}
