import Foundation
public import Storage
public import Vocabulary

/// Brings files in: inspects, previews, and drives them through in pieces, as events on the one path.
///
/// Every event has the message id "import-<number>-<row>", so going on after a stop, or doing it all again, changes nothing. Rows that cannot be
/// taken are kept with their number and the reason.
///
///     let state = try await importer.register(filename: "orders.xlsx", path: path, by: "li@example.com")
///     let rows = try await importer.preview(state.id, request)
///     try await importer.start(state.id, request)
///     try await importer.run(state.id)          // in a task of its own; after a restart for each of resumable()
public final class Importer: Sendable {
    /// Hands the events of one piece to the inbox, and how many of its rows were refused by source and reason; returns once both are durable.
    /// `unavailable` makes the importer wait and try again.
    public typealias Sink = @Sendable (_ events: [IncomingEvent], _ refused: [Int32: [String: Int]]) async throws -> Void

    /// Rows per piece.
    static let pieceRows = 1_000
    /// Most bytes of a file.
    public static let mostBytes = 200 << 20

    let store: any OperationalStore
    let clock: WallClock
    let source: @Sendable () async throws -> Int32
    let sink: Sink
    let pause: @Sendable (Int) async throws -> Void

    /// - Parameters:
    ///   - source: number of the source that imported events belong to (``SourceRegistry/importSource()``).
    ///   - sink: hands events to the inbox.
    ///   - pause: waits that many seconds.
    public init(
        store: any OperationalStore, clock: WallClock, source: @escaping @Sendable () async throws -> Int32, sink: @escaping Sink,
        pause: @escaping @Sendable (Int) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
    ) {
        self.store = store
        self.clock = clock
        self.source = source
        self.sink = sink
        self.pause = pause
    }

    /// Notes an uploaded file after a look at it; `target` says what its rows are, when that is known. Throws when it cannot be read at all; the caller then removes it.
    public func register(filename: String, path: String, target: ImportTarget? = nil, by actor: String) async throws -> (
        state: ImportState, inspection: ImportInspection
    ) {
        let inspection = try ImportInspection(path: path, name: filename, target: target)
        let now = clock.now
        let state = try await store.write { tx in
            let id = try ImportTable.insert(
                name: String(filename.prefix(255)), path: path, format: inspection.format, total: inspection.rows, by: actor, at: now,
                in: tx)
            return try ImportTable.find(id, in: tx)
        }
        return (state, inspection)
    }

    /// One import; throws `not_found`.
    public func state(_ id: Int64) async throws -> ImportState { try await store.read { tx in try ImportTable.find(id, in: tx) } }

    /// Imports, newest first, those with numbers below `before`; `actor` leaves those that somebody else uploaded out.
    public func list(of actor: String? = nil, before: Int64 = .max, limit: Int = 50) async throws -> [ImportState] {
        try await store.read { tx in try ImportTable.list(of: actor, before: before, limit: limit, in: tx) }
    }

    /// Imports that were running when the process stopped.
    public func resumable() async throws -> [Int64] { try await store.read { tx in try ImportTable.running(in: tx) } }

    /// Refused rows in order, after that row.
    public func refusals(_ id: Int64, after row: Int = 0, limit: Int = 1_000) async throws -> [ImportRefusal] {
        try await store.read { tx in try ImportTable.refusals(id, after: row, limit: limit, in: tx) }
    }

    /// Deletes the refused rows of imports that rest since before that moment, a thousand in a transaction; their counts stay. Returns how many went.
    public func forgetRefusals(before: Instant) async throws -> Int {
        let limit = 1_000
        var count = 0
        for id in try await store.read({ tx in try ImportTable.withRefusals(restingBefore: before, in: tx) }) {
            while true {
                try Task.checkCancellation()
                let some = try await store.write(.background) { tx in try ImportTable.forgetRefusals(id, limit: limit, in: tx) }
                count += some
                if some < limit { break }
            }
        }
        return count
    }

    /// What the file holds, looked at again; `target` asks what it would be as that.
    public func inspect(_ id: Int64, target: ImportTarget? = nil) async throws -> ImportInspection {
        let state = try await state(id)
        return try ImportInspection(path: state.path, name: state.filename, target: target)
    }

    /// Marks an import as running. Throws `bad_request` when the mapping lacks something, `conflict` when it runs or is done.
    public func start(_ id: Int64, _ request: ImportRequest) async throws -> ImportState {
        let state = try await state(id)
        _ = try builder(state, request, kinds: [:], source: 0)
        let hasFile = FileManager.default.fileExists(atPath: state.path)
        let now = clock.now
        return try await store.write { tx in
            let state = try ImportTable.find(id, in: tx)
            guard state.status != .running, state.status != .done else {
                throw LianluError(
                    .conflict, "The import is \(state.status.rawValue).", hint: "Upload the file again to import it once more.")
            }
            guard hasFile else {
                throw LianluError(
                    .conflict, "The file is no longer kept.",
                    hint: "Upload it again; files go after the days in the settings and with an erasure.")
            }
            if state.position > 0, let before = state.request, before != request.json {
                throw LianluError(
                    .conflict, "Part of the file was already imported with another mapping.",
                    hint: "Upload the file again to use the new one.")
            }
            try ImportTable.start(id, request, at: now, in: tx)
            return try ImportTable.find(id, in: tx)
        }
    }

    /// Stops a running import after its present piece. Throws `conflict` when it does not run.
    public func cancel(_ id: Int64) async throws -> ImportState {
        let now = clock.now
        return try await store.write { tx in
            let state = try ImportTable.find(id, in: tx)
            guard try ImportTable.end(id, .cancelled, error: nil, at: now, in: tx) else {
                throw LianluError(.conflict, "The import is \(state.status.rawValue).", hint: "Only a running import can be cancelled.")
            }
            return try ImportTable.find(id, in: tx)
        }
    }

    func builder(_ state: ImportState, _ request: ImportRequest, kinds: [String: ColumnKind], source: Int32) throws -> RecordBuilder {
        let builder = RecordBuilder(
            importID: state.id, mapping: request.mapping, options: request.options, zone: try TimeZoneRules.named(request.options.timeZone),
            kinds: kinds,
            source: source, uploadedAt: state.createdAt, now: clock.now)
        try builder.check()
        return builder
    }
}
