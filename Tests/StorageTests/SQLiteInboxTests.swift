import Dispatch
import Foundation
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Storage

/// What only the embedded inbox has: settings of SQLite, files, failures.
@Suite struct SQLiteInboxTests {
    @Test func settings_areThoseThatSurviveAPowerCut() async throws {
        try await TestFolder.with { folder in
            let file = try SQLiteInboxFile(path: folder + "/inbox.sqlite")
            #expect(try file.setting("synchronous") == 2)
            #expect(try file.setting("wal_autocheckpoint") == 0)
            file.close()
        }
    }

    @Test func open_ofDamagedFile_isRefused() async throws {
        try await TestFolder.with { folder in
            try Data(repeating: 0x5A, count: 10_000).write(to: URL(fileURLWithPath: folder + "/inbox.sqlite"))
            let error = #expect(throws: LianluError.self) { _ = try SQLiteInbox(path: folder + "/inbox.sqlite") }
            #expect(error?.code == .unusableData)
        }
    }

    @Test func secondInbox_onTheSameFile_isRefused() async throws {
        try await TestFolder.with { folder in
            let inbox = try SQLiteInbox(path: folder + "/inbox.sqlite")
            let error = #expect(throws: LianluError.self) { _ = try SQLiteInbox(path: folder + "/inbox.sqlite") }
            #expect(error?.code == .unavailable)
            await inbox.close()
        }
    }

    @Test func log_staysShortWhileBatchesComeAndGo() async throws {
        try await TestFolder.with { folder in
            let inbox = try SQLiteInbox(path: folder + "/inbox.sqlite")
            let payload = [UInt8](repeating: 7, count: 1 << 20)
            for number in 1...120 as ClosedRange<Int64> {
                try await inbox.accept(InboxEntry(payload: payload, accepted: [1: 1], rejected: [:]))
                try await inbox.remove(through: number - 2)
            }
            let sizes = try ["", "-wal"].map {
                try FileManager.default.attributesOfItem(atPath: folder + "/inbox.sqlite" + $0)[.size] as? Int ?? 0
            }
            #expect(sizes.reduce(0, +) < 110 << 20)  // 120 MB went through
            await inbox.close()
        }
    }

    @Test func takeOver_movesTheInboxOfADump() async throws {
        try await TestFolder.with { folder in
            let store = try SQLiteStore(path: folder + "/operational.sqlite")
            try await Migrator.migrate(store)
            let path = folder + "/inbox.sqlite"
            try await SQLiteInbox.takeOver(from: store, path: path)
            #expect(!FileManager.default.fileExists(atPath: path))
            try await store.write { transaction in
                try transaction.executeMany(
                    "INSERT INTO inbox_total(source, reason, count) VALUES ($1, $2, $3)", [[-1, "", 7], [3, "", 12], [3, "no_name", 2]])
                try transaction.execute("INSERT INTO inbox_batch(sequence, count, bytes, payload) VALUES (7, 10, 2, $1)", [.blob([8, 9])])
            }
            try await SQLiteInbox.takeOver(from: store, path: path)
            let inbox = try SQLiteInbox(path: path)
            let status = await inbox.status()
            #expect(
                status.lastSequence == 7 && status.received == [3: 12] && status.rejected == [3: ["no_name": 2]] && status.waitingBytes == 2
            )
            let batches = try await inbox.batches(after: 0, limitBytes: 100)
            #expect(batches.map(\.sequence) == [7] && batches.map(\.payload) == [[8, 9]])
            await inbox.close()
            // The store's side is empty now; a second dump over a used inbox is refused.
            try await store.write { try $0.execute("INSERT INTO inbox_total(source, reason, count) VALUES (1, '', 1)") }
            let error = await #expect(throws: LianluError.self) { try await SQLiteInbox.takeOver(from: store, path: path) }
            #expect(error?.code == .conflict)
            await store.close()
        }
    }

    @Test(.timeLimit(.minutes(1))) func aCrowd_sharesTheNextCommit_andALoneSenderWaitsForNobody() async throws {
        let backend = FailingBackend()
        var limits = GroupCommitInbox.Limits()
        limits.pace = 500
        let inbox = try GroupCommitInbox(backend, capBytes: 1000, limits: limits)
        let entry = InboxEntry(payload: [1], accepted: [1: 1], rejected: [:])
        // Four gather while the inbox rests; what comes one by one after their commit shares the next.
        let gate = DispatchSemaphore(value: 0)
        #expect(inbox.whileAtRest { gate.wait() })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            let (queued, continuation) = AsyncStream.makeStream(of: Void.self)
            for _ in 0..<4 { inbox.accept(entry) { _ in continuation.yield() } }
            gate.signal()
            var acknowledged = queued.makeAsyncIterator()
            for _ in 0..<4 { await acknowledged.next() }
            for _ in 0..<5 {
                tasks.addTask { try await inbox.accept(entry) }
                try await Task.sleep(for: .milliseconds(5))
            }
            try await tasks.waitForAll()
        }
        #expect(backend.commits.withLock { $0 } == 2)
        await inbox.close()

        limits.pace = 600_000
        let calm = try GroupCommitInbox(FailingBackend(), capBytes: 1000, limits: limits)
        for _ in 0..<10 { try await calm.accept(entry) }
        await calm.close()
    }

    @Test func failure_reachesEveryWaitingRequest_showsInStatus_andClears() async throws {
        let backend = FailingBackend()
        var limits = GroupCommitInbox.Limits()
        limits.probe = 5
        let inbox = try GroupCommitInbox(backend, capBytes: 1000, limits: limits)
        backend.fails.withLock { $0 = true }
        let entry = InboxEntry(payload: [1], accepted: [1: 1], rejected: [:])
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    let error = await #expect(throws: LianluError.self) { try await inbox.accept(entry) }
                    return error?.code == .unavailable
                }
            }
            for await refused in group { #expect(refused) }
        }
        let failing = await inbox.status()
        #expect(failing.failure?.contains("full") == true)
        #expect(failing.received.isEmpty && failing.waitingBytes == 0 && failing.lastSequence == 0)
        backend.fails.withLock { $0 = false }
        try await inbox.accept(entry)
        let healed = await inbox.status()
        #expect(healed.failure == nil && healed.received == [1: 1] && healed.lastSequence == 1)
        // Without traffic a probe finds out.
        backend.fails.withLock { $0 = true }
        await #expect(throws: LianluError.self) { try await inbox.accept(entry) }
        backend.fails.withLock { $0 = false }
        while await inbox.status().failure != nil { try await Task.sleep(for: .milliseconds(2)) }
        await inbox.close()
    }
}
