import Synchronization
import Testing

@testable import Path

@Suite struct WaitingTests {
    @Test func watermarkWakesAndCancels() async throws {
        let mark = Watermark(3)
        try await mark.reached(3)
        let waiting = Task { try await mark.reached(5) }
        let cancelled = Task { try await mark.reached(99) }
        mark.advance(to: 4)
        mark.advance(to: 6)
        try await waiting.value
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(mark.value == 6)
    }

    private final class Count: Sendable {
        let inside = Atomic(0)
        let most = Atomic(0)
    }

    @Test func gateLetsOneInAtATime() async {
        let gate = AsyncGate()
        let count = Count()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    await gate.pass {
                        let now = count.inside.add(1, ordering: .sequentiallyConsistent).newValue
                        count.most.max(now, ordering: .sequentiallyConsistent)
                        await Task.yield()
                        count.inside.subtract(1, ordering: .sequentiallyConsistent)
                    }
                }
            }
        }
        #expect(count.most.load(ordering: .sequentiallyConsistent) == 1)
    }
}
