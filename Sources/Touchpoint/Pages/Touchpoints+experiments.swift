import Identify
import Profile
import Storage
import Vocabulary

extension Touchpoints {
    /// The experiments of a page, newest first, with their results. Throws `not_found`.
    public func experiments(of id: Int64) async throws -> [ExperimentResult] {
        let page = try await page(id)
        var found: [ExperimentResult] = []
        for version in try await versions(of: id) {
            guard let given = version.content["experiment"], !given.isNull, let experiment = try? Experiment(given),
                !found.contains(where: { $0.experiment.key == experiment.key })
            else { continue }
            found.append(try await results(of: experiment, isRunning: version.version == page.published))
        }
        return found
    }

    /// How an experiment goes: exposed and converted customers per variant, merged customers counted once (those who saw both are left out); a form counts
    /// only after the first exposure (§E2).
    func results(of experiment: Experiment, isRunning: Bool) async throws -> ExperimentResult {
        let graph = base.graph
        return try await base.store.read { tx in
            var seen: [UInt32: (variants: Set<String>, since: Int64)] = [:]
            _ = try tx.query("SELECT leaf, variant, at FROM experiment_exposure WHERE experiment = $1", [.text(experiment.key)]) { row in
                let person = graph.canonical(of: LeafNumber(UInt32(truncatingIfNeeded: row.integer(0)))).rawValue
                let known = seen[person]
                seen[person] = ((known?.variants ?? []).union([row.text(1)]), min(known?.since ?? .max, row.integer(2)))
            }
            var converted: [UInt32: Int64] = [:]
            _ = try tx.query("SELECT leaf, at FROM experiment_conversion WHERE experiment = $1", [.text(experiment.key)]) { row in
                let person = graph.canonical(of: LeafNumber(UInt32(truncatingIfNeeded: row.integer(0)))).rawValue
                converted[person] = max(converted[person] ?? .min, row.integer(1))
            }
            var result = ExperimentResult(experiment, isRunning: isRunning)
            for (person, exposure) in seen {
                guard exposure.variants.count == 1, let variant = exposure.variants.first else {
                    result.multiple += 1
                    continue
                }
                let did = converted[person].map { $0 >= exposure.since } ?? false
                if variant == "B" {
                    result.b.exposed += 1
                    result.b.converted += did ? 1 : 0
                } else {
                    result.a.exposed += 1
                    result.a.converted += did ? 1 : 0
                }
            }
            return result
        }
    }
}
