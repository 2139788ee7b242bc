import Storage
import TestKit
import Testing
import Vocabulary

/// What both inboxes must do alike.
@Suite struct InboxTests {
    private func entry(_ bytes: [UInt8], _ accepted: [Int32: Int] = [1: 1], _ rejected: [Int32: [String: Int]] = [:]) -> InboxEntry {
        InboxEntry(payload: bytes, accepted: accepted, rejected: rejected)
    }

    private func all(_ inbox: any Inbox, limitBytes: Int = 1000) async throws -> [InboxBatch] {
        var found: [InboxBatch] = []
        while true {
            let more = try await inbox.batches(after: found.last?.sequence ?? 0, limitBytes: limitBytes)
            if more.isEmpty { return found }
            found += more
        }
    }

    @Test(arguments: TestStores.available)
    func accepted_isReadBackInOrderWithDenseSequences(engine: OperationalEngine) async throws {
        try await TestInboxes.with(engine) { open in
            let inbox = try await open(1 << 20)
            for value in 1...50 as ClosedRange<UInt8> { try await inbox.accept(entry([value])) }
            let batches = try await all(inbox)
            #expect(batches.map(\.sequence) == Array(1...Int64(batches.count)))
            #expect(batches.flatMap(\.payload) == Array(1...50))
            #expect(batches.map(\.count).reduce(0, +) == 50)
            await inbox.close()
        }
    }

    @Test(arguments: TestStores.available)
    func concurrentRequests_shareFlushes_andNoneIsLost(engine: OperationalEngine) async throws {
        try await TestInboxes.with(engine) { open in
            let inbox = try await open(64 << 20)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<400 as Range<UInt16> {
                    group.addTask { try? await inbox.accept(entry([UInt8(number >> 8), UInt8(number & 255)])) }
                }
            }
            let batches = try await all(inbox)
            var seen: [Int] = []
            for batch in batches {
                for index in stride(from: 0, to: batch.payload.count, by: 2) {
                    seen.append(Int(batch.payload[index]) << 8 | Int(batch.payload[index + 1]))
                }
            }
            #expect(seen.sorted() == Array(0..<400))
            #expect(batches.count < 400)
            let status = await inbox.status()
            #expect(status.received == [1: 400])
            #expect(status.waitingBatches == batches.count)
            #expect(status.waitingBytes == 800)
            await inbox.close()
        }
    }

    @Test(arguments: TestStores.available)
    func totals_countReceivedAndRejected_andSurviveARestart(engine: OperationalEngine) async throws {
        try await TestInboxes.with(engine) { open in
            var inbox = try await open(1 << 20)
            try await inbox.accept(entry([1, 2, 3], [1: 2, 2: 1], [1: ["no_name": 3]]))
            try await inbox.accept(entry([], [:], [2: ["too_old": 1, "no_name": 1]]))
            var expected = InboxStatus(capBytes: 1 << 20)
            expected.received = [1: 5, 2: 3]
            expected.rejected = [1: ["no_name": 3], 2: ["too_old": 1, "no_name": 1]]
            expected.waitingBytes = 3
            expected.waitingBatches = 1
            expected.lastSequence = 1
            let before = await inbox.status()
            #expect(before == expected)
            await inbox.close()
            inbox = try await open(1 << 20)
            let after = await inbox.status()
            #expect(after == expected)
            try await inbox.accept(entry([4], [1: 1]))
            let later = await inbox.status()
            #expect(later.received == [1: 6, 2: 3])
            let payload = try await all(inbox).flatMap(\.payload)
            #expect(payload == [1, 2, 3, 4])
            await inbox.close()
        }
    }

    @Test(arguments: TestStores.available)
    func sequences_areNeverReused_evenAfterAllRowsWentAndARestart(engine: OperationalEngine) async throws {
        try await TestInboxes.with(engine) { open in
            var inbox = try await open(1 << 20)
            for value in 1...3 as ClosedRange<UInt8> { try await inbox.accept(entry([value])) }
            try await inbox.remove(through: 3)
            let empty = await inbox.status()
            #expect(empty.waitingBatches == 0 && empty.waitingBytes == 0 && empty.lastSequence == 3)
            let none = try await inbox.batches(after: 0, limitBytes: 100)
            #expect(none.isEmpty)
            await inbox.close()
            inbox = try await open(1 << 20)
            try await inbox.accept(entry([9]))
            let batches = try await all(inbox)
            #expect(batches.map(\.sequence) == [4])
            #expect(batches.map(\.payload) == [[9]])
            await inbox.close()
        }
    }

    @Test(arguments: TestStores.available)
    func cap_refusesWithRetryAfter_untilRowsGo(engine: OperationalEngine) async throws {
        try await TestInboxes.with(engine) { open in
            let inbox = try await open(100)
            // One that is larger than the cap goes in while nothing else waits.
            try await inbox.accept(entry([UInt8](repeating: 1, count: 90)))
            let error = await #expect(throws: LianluError.self) { try await inbox.accept(entry([UInt8](repeating: 2, count: 11), [1: 1])) }
            #expect(error?.code == .unavailable)
            #expect(error?.retryAfter != nil)
            let status = await inbox.status()
            #expect(status.received == [1: 1])
            // Refusals only: no payload, so they always go in.
            try await inbox.accept(entry([], [:], [1: ["no_name": 1]]))
            try await inbox.accept(entry([UInt8](repeating: 3, count: 10)))
            try await inbox.remove(through: 1)
            try await inbox.accept(entry([UInt8](repeating: 4, count: 80)))
            let after = await inbox.status()
            #expect(after.waitingBytes == 90)
            await inbox.close()
        }
    }

    @Test(arguments: TestStores.available)
    func batches_keepWithinTheLimit_butGiveAtLeastOne(engine: OperationalEngine) async throws {
        try await TestInboxes.with(engine) { open in
            var inbox = try await open(1 << 30)
            for value in 1...5 as ClosedRange<UInt8> { try await inbox.accept(entry([UInt8](repeating: value, count: 300_000))) }
            for _ in 0..<2 {
                let one = try await inbox.batches(after: 0, limitBytes: 10)
                #expect(one.map(\.sequence) == [1])
                let two = try await inbox.batches(after: 1, limitBytes: 700_000)
                #expect(two.map(\.sequence) == [2, 3])
                let rest = try await inbox.batches(after: 3, limitBytes: 10_000_000)
                #expect(rest.map(\.sequence) == [4, 5])
                let none = try await inbox.batches(after: 5, limitBytes: 10_000_000)
                #expect(none.isEmpty)
                // The second time from the stored side instead of memory.
                await inbox.close()
                inbox = try await open(1 << 30)
            }
            await inbox.close()
        }
    }

    @Test(arguments: TestStores.available)
    func waitForBatch_returnsAtOnce_orWhenOneComes_orWhenCancelled(engine: OperationalEngine) async throws {
        try await TestInboxes.with(engine) { open in
            let inbox = try await open(1 << 20)
            let waiter = Task { try await inbox.waitForBatch(after: 0) }
            try await inbox.accept(entry([1]))
            try await waiter.value
            try await inbox.waitForBatch(after: 0)
            let cancelled = Task { try await inbox.waitForBatch(after: 1) }
            cancelled.cancel()
            await #expect(throws: (any Error).self) { try await cancelled.value }
            let turnedAway = Task { try await inbox.waitForBatch(after: 1) }
            await inbox.close()
            await #expect(throws: (any Error).self) { try await turnedAway.value }
        }
    }

    @Test(arguments: TestStores.available)
    func afterClose_acceptThrowsUnavailable(engine: OperationalEngine) async throws {
        try await TestInboxes.with(engine) { open in
            let inbox = try await open(1 << 20)
            await inbox.close()
            let error = await #expect(throws: LianluError.self) { try await inbox.accept(entry([1])) }
            #expect(error?.code == .unavailable)
        }
    }
}
