import Behaviour
import TestKit
import Testing
import Vocabulary

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct CrashTests {
    /// Appends one batch, then dies at that point of the second.
    private static func appendAndDie(_ folder: String, at point: String) async throws {
        setenv("LIANLU_FAULT", "\(point):2", 1)
        let store = try await Samples.open(folder)
        try await store.append((1...5_000).map { Samples.event($0) }, progress: Samples.progress(1, stored: [1: 5_000]))
        try await store.append((5_001...9_000).map { Samples.event($0) }, progress: Samples.progress(2, stored: [1: 9_000]))
        exit(0)
    }

    private func survivors(_ folder: String) async throws -> (batch: Int64, events: Int, again: Bool) {
        let store = try await Samples.open(folder)
        let batch = try await store.progress().batch
        let events = try await store.size().events
        let again = try await store.append((5_001...9_000).map { Samples.event($0) }, progress: Samples.progress(2, stored: [1: 9_000]))
        #expect(try await store.recount() == [1: 9_000])
        #expect(try await store.timeline(TimelineQuery(leaves: [LeafNumber(1)], limit: 10_000)).map(\.ordinal) == (1...9_000).reversed())
        await store.close()
        return (batch, events, again)
    }

    @Test func death_inTheMiddleOfAnAppend_losesTheBatchWhole() async throws {
        try await TestFolder.with { folder in
            await #expect(processExitsWith: .exitCode(137)) { [folder = folder as String] in
                try await Self.appendAndDie(folder, at: "behaviour.appending")
            }
            let found = try await survivors(folder)
            #expect(found == (1, 5_000, true))
        }
    }

    @Test func death_beforeTheCommit_losesTheBatchWhole() async throws {
        try await TestFolder.with { folder in
            await #expect(processExitsWith: .exitCode(137)) { [folder = folder as String] in
                try await Self.appendAndDie(folder, at: "behaviour.before_commit")
            }
            let found = try await survivors(folder)
            #expect(found == (1, 5_000, true))
        }
    }

    @Test func death_afterTheCommit_keepsTheBatchWhole() async throws {
        try await TestFolder.with { folder in
            await #expect(processExitsWith: .exitCode(137)) { [folder = folder as String] in
                try await Self.appendAndDie(folder, at: "behaviour.committed")
            }
            let found = try await survivors(folder)
            #expect(found == (2, 9_000, false))
        }
    }
}
