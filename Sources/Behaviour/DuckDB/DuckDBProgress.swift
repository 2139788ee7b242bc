import Vocabulary

/// Progress as JSON in one row.
enum DuckDBProgress {
    static func text(_ progress: BehaviourProgress) -> String {
        func counts(_ values: [Int32: Int]) -> JSONValue {
            .object(JSONObject(values.sorted { $0.key < $1.key }.map { JSONObject.Member(String($0.key), .int($0.value)) }))
        }
        let rejected = progress.rejected.sorted { $0.key < $1.key }.map { source, reasons in
            let members = reasons.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, .int($0.value)) }
            return JSONObject.Member(String(source), .object(JSONObject(members)))
        }
        let value: JSONValue = [
            "stored": counts(progress.stored), "duplicate": counts(progress.duplicate), "rejected": .object(JSONObject(rejected)),
        ]
        return value.text
    }

    static func parse(batch: Int64, _ text: String) throws(LianluError) -> BehaviourProgress {
        let value = try JSONValue(parsing: text)
        func counts(_ value: JSONValue?) -> [Int32: Int] {
            var result: [Int32: Int] = [:]
            for member in value?.object?.members ?? [] {
                if let source = Int32(member.name), let count = member.value.int { result[source] = Int(count) }
            }
            return result
        }
        var progress = BehaviourProgress()
        progress.batch = batch
        progress.stored = counts(value["stored"])
        progress.duplicate = counts(value["duplicate"])
        for member in value["rejected"]?.object?.members ?? [] {
            guard let source = Int32(member.name) else { continue }
            var reasons: [String: Int] = [:]
            for reason in member.value.object?.members ?? [] { reasons[reason.name] = Int(reason.value.int ?? 0) }
            progress.rejected[source] = reasons
        }
        return progress
    }

    /// The last recorded progress in a file.
    static func read(_ connection: DuckDBConnection) throws -> BehaviourProgress {
        var progress = BehaviourProgress()
        try connection.run("SELECT batch, payload FROM progress ORDER BY batch DESC LIMIT 1") { chunk in
            if chunk.count > 0 { progress = try parse(batch: chunk.values(0, as: Int64.self)[0], chunk.texts(1)[0] ?? "") }
        }
        return progress
    }
}
