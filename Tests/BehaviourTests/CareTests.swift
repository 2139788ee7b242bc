import Behaviour
import Foundation
import TestKit
import Testing
import Vocabulary

@Suite struct CareTests {
    @Test func erase_removesEventsAndTheirTextFromTheFiles() async throws {
        try await TestFolder.with { folder in
            var store = try await Samples.open(folder)
            let secret = "secret-of-li-lei-4711-secret-of-li-lei"
            var events: [BehaviourEvent] = []
            for ordinal in Int64(1)...3_000 {
                let isTheirs = ordinal % 100 == 0
                let text = isTheirs ? "\(secret)-\(ordinal)" : "harmless text of somebody else \(ordinal)"
                var facts = EventFacts()
                facts.title = text
                events.append(
                    Samples.event(ordinal, leaf: isTheirs ? 7 : 8, properties: #"{"note":"\#(text)"}"#, facts: facts, messageID: text))
            }
            try await store.append(events, progress: Samples.progress(1, stored: [1: 3_000]))
            #expect(try await store.erase(leaves: [LeafNumber(7), LeafNumber(77)]) == 30)
            #expect(try await store.erase(leaves: [LeafNumber(7)]) == 0)
            #expect(try await store.timeline(TimelineQuery(leaves: [LeafNumber(7)])).isEmpty)
            #expect(try await store.recount() == [1: 2_970])
            #expect(try await store.progress().stored == [1: 3_000])
            try await store.append([Samples.event(3_001, leaf: 7)], progress: Samples.progress(2))
            await store.close()
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                guard let data = FileManager.default.contents(atPath: folder + "/" + name) else { continue }
                #expect(data.range(of: Data(secret.utf8)) == nil, "\(name) still holds the text")
            }
            store = try await Samples.open(folder)
            #expect(try await store.timeline(TimelineQuery(leaves: [LeafNumber(7)])).map(\.ordinal) == [3_001])
            await store.close()
        }
    }

    @Test func retire_removesWhatIsOlder_inSteps_andCountsThemOnce() async throws {
        try await TestFolder.with { folder in
            var store = try await Samples.open(folder)
            #expect(try await store.retired() == 0)
            let edge = Instant(milliseconds: 1_000)
            // Two blocks of ordinals; every third event is old.
            let events = (Int64(1)...100_000).map { Samples.event($0, leaf: 7, time: $0 % 3 == 0 ? 999 : 1_000) }
            try await store.append(events, progress: Samples.progress(1, stored: [1: 100_000]))
            var steps: [Int] = []
            while case let count = try await store.retire(before: edge), count > 0 { steps.append(count) }
            #expect(steps.count == 2 && steps.reduce(0, +) == 33_333)
            #expect(try await store.recount() == [1: 66_667])
            await store.close()
            store = try await Samples.open(folder)
            #expect(try await store.retired() == 33_333)
            #expect(try await store.retire(before: edge) == 0)
            #expect(try await store.append([Samples.event(100_001, leaf: 7)], progress: Samples.progress(2)))
            await store.close()
        }
    }

    @Test func backup_isAConsistentCopyThatOpens() async throws {
        try await TestFolder.with { folder in
            let store = try await Samples.open(folder)
            try await store.append((1...5_000).map { Samples.event($0) }, progress: Samples.progress(3, stored: [1: 5_000]))
            let target = folder + "/it's a backup"
            try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
            try await store.backup(to: target)
            try await store.append([Samples.event(5_001)], progress: Samples.progress(4))
            await #expect(throws: LianluError.self) { try await store.backup(to: folder + "/missing") }
            let copy = try await Samples.open(target)
            #expect(try await copy.size().events == 5_000)
            #expect(try await copy.progress() == Samples.progress(3, stored: [1: 5_000]))
            #expect(try await copy.timeline(TimelineQuery(leaves: [LeafNumber(1)], limit: 1)).map(\.ordinal) == [5_000])
            await copy.close()
            #expect(try await store.size().events == 5_001)
            await store.close()
        }
    }

    @Test func export_writesOpenFormats() async throws {
        try await TestFolder.with { folder in
            let store = try await Samples.open(folder)
            var facts = EventFacts()
            facts.utmSource = "百度, \"推广\""
            try await store.append(
                [
                    Samples.event(1, code: 1, time: 1_795_406_400_123, properties: #"{"price":1.5,"名":"值"}"#, facts: facts),
                    Samples.event(2, code: 2, channel: .wecom), Samples.event(3, code: 3),
                ], progress: Samples.progress(1))
            let names = ExportNames(events: [1: "Order 'Paid'", 2: "b"], sources: [1: "官网"])
            var query = ExportQuery()
            query.codes = [1, 2]
            #expect(try await store.export(query, as: .ndjson, names: names, to: folder + "/out.ndjson") == 2)
            let lines = try String(contentsOfFile: folder + "/out.ndjson", encoding: .utf8).split(separator: "\n").sorted()
            let first = try JSONValue(parsing: String(lines[0]))
            #expect(first["event"]?.string == "Order 'Paid'")
            #expect(first["time"]?.string == "2026-11-23T04:00:00.123Z")
            #expect(first["source"]?.string == "官网")
            #expect(first["utm_source"]?.string == "百度, \"推广\"")
            #expect(first["properties"]?["名"]?.string == "值")
            #expect(try JSONValue(parsing: String(lines[1]))["channel"]?.string == "wecom")

            #expect(try await store.export(ExportQuery(), as: .csv, names: names, to: folder + "/out.csv") == 3)
            let csv = try String(contentsOfFile: folder + "/out.csv", encoding: .utf8)
            #expect(csv.hasPrefix("id,event,time,"))
            #expect(csv.contains("\"百度, \"\"推广\"\"\""))
            #expect(try await store.export(ExportQuery(), as: .parquet, names: names, to: folder + "/out.parquet") == 3)
            #expect(FileManager.default.contents(atPath: folder + "/out.parquet")?.prefix(4) == Data("PAR1".utf8))
            await store.close()
        }
    }

    @Test func properties_areFoundBySampling() async throws {
        try await Samples.withStore { store in
            var facts = EventFacts()
            facts.os = "iOS"
            try await store.append(
                [
                    Samples.event(1, code: 1, properties: #"{"price":1,"mixed":1,"nothing":null}"#),
                    Samples.event(2, code: 1, properties: #"{"price":2.5,"mixed":"x","list":[1]}"#, facts: facts),
                    Samples.event(3, code: 2, properties: #"{"else":true}"#),
                ], progress: Samples.progress(1))
            let found = try await store.properties(of: 1)
            #expect(
                found == [
                    .init(name: "$channel", type: "string", samples: ["web"], promoted: true),
                    .init(name: "$os", type: "string", samples: ["iOS"], promoted: true),
                    .init(name: "list", type: "array", samples: ["[1]"], promoted: false),
                    .init(name: "mixed", type: "mixed", samples: ["x", "1"], promoted: false),
                    .init(name: "price", type: "number", samples: ["2.5", "1"], promoted: false),
                ])
            #expect(try await store.properties(of: nil).contains { $0.name == "else" && $0.type == "boolean" })
        }
    }

    @Test func open_refusesDamagedNewerAndForeignFiles() async throws {
        try await TestFolder.with { folder in
            let path = folder + "/behaviour.duckdb"
            try Data(repeating: 0x41, count: 20_000).write(to: URL(fileURLWithPath: path))
            await #expect { try await Samples.open(folder) } throws: { ($0 as? LianluError)?.code == .unusableData }
            try FileManager.default.removeItem(atPath: path)

            let store = try await Samples.open(folder)
            await #expect { try await Samples.open(folder) } throws: { ($0 as? LianluError)?.code == .conflict }
            await store.close()
            let reopened = try await Samples.open(folder)
            await reopened.close()
        }
    }

    @Test func aQuestion_endsWithItsTask() async throws {
        try await Samples.withStore { store in
            let events = (Int64(1)...20_000).map { Samples.event($0, properties: #"{"a":"x"}"#) }
            try await store.append(events, progress: Samples.progress(1))
            var query = BucketQuery(boundaries: [Instant(milliseconds: 0), Instant(milliseconds: .max)])
            query.filters = [.property("a", .contains, ["x"])]
            query.timeLimit = .zero
            await #expect(throws: LianluError.self) { try await store.buckets(query) }
            query.timeLimit = .seconds(60)
            let cancelled = query
            let task = Task { try await store.buckets(cancelled) }
            task.cancel()
            let outcome = await task.result
            if case .failure(let error) = outcome { #expect((error as? LianluError)?.code == .unavailable) }
            #expect(try await store.buckets(query).series[0].values == [20_000])
        }
    }
}
