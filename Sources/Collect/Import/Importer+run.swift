import Storage
import Vocabulary

extension Importer {
    /// Drives a running import to its end, from where it stopped. Returns when it is done, cancelled or failed; throws only when the task is cancelled
    /// or the store fails (then it stays "running" and goes on after a restart).
    public func run(_ id: Int64) async throws {
        var state = try await state(id)
        guard state.status == .running, let json = state.request else { return }
        do {
            let request = try ImportRequest(json: json, zone: ImportOptions().timeZone)
            let inspection = try ImportInspection(path: state.path, name: state.filename)
            let source = try await source()
            let stream = RecordStream(try builder(state, request, kinds: inspection.kinds, source: source))
            guard try await drive(&state, stream, source) else { return }
            let now = clock.now
            _ = try await store.write(.background) { tx in try ImportTable.end(id, .done, error: nil, at: now, in: tx) }
        } catch let error as LianluError where error.code != .unavailable {
            let now = clock.now
            _ = try await store.write(.background) { tx in
                try ImportTable.end(id, .failed, error: "\(error.message) \(error.hint)".trimmed, at: now, in: tx)
            }
        }
    }

    /// False when the import was cancelled.
    private func drive(_ state: inout ImportState, _ start: RecordStream, _ source: Int32) async throws -> Bool {
        var stream = start
        let reader = try ImportReader(path: state.path, name: state.filename)
        var waiting: ImportRow?
        while state.position > 0, let row = try reader.rows.next() {
            if row.number > state.position {
                waiting = row
                break
            }
            stream.remember(row)
        }
        while true {
            try Task.checkCancellation()
            var output = RecordStream.Output()
            var last = state.position
            var ended = false
            for _ in 0..<Self.pieceRows {
                guard let row = try waiting ?? reader.rows.next() else {
                    ended = true
                    break
                }
                waiting = nil
                stream.take(row, into: &output)
                last = row.number
            }
            if ended { stream.finish(into: &output) }
            try await hand(output.events, output.refusals, source)
            state.accepted += output.accepted
            state.refused += output.refusals.count
            state.processed = state.accepted + state.refused
            // The lines of an order that is not complete yet are read again after a restart.
            state.position = stream.firstOpenRow.map { $0 - 1 } ?? last
            let progress = state
            let refusals = output.refusals
            let isRunning = try await store.write(.background) { tx in try ImportTable.advance(progress, refusals, in: tx) }
            if !isRunning { return false }
            if ended { return true }
        }
    }

    /// Hands events and refusals on; waits while the inbox is full. A piece that is handed on again after a stop counts again in the ledger: its events
    /// as duplicates, its refused rows as refused.
    private func hand(_ events: [IncomingEvent], _ refusals: [ImportRefusal], _ source: Int32) async throws {
        guard !events.isEmpty || !refusals.isEmpty else { return }
        let reasons = refusals.reduce(into: [String: Int]()) { $0[$1.reason.rawValue, default: 0] += 1 }
        while true {
            do {
                return try await sink(events, reasons.isEmpty ? [:] : [source: reasons])
            } catch let error as LianluError where error.code == .unavailable {
                try await pause(max(1, error.retryAfter ?? 1))
            }
        }
    }
}
