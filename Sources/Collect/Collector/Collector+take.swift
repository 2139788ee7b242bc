import Storage
public import Vocabulary

extension Collector {
    /// Takes events in Lianlu's own NDJSON from inside the program (imports, demo): same steps, same ledger, no HTTP.
    ///
    /// One result per non-empty line. Throws `unavailable` with `retryAfter` when the inbox is full, `bad_request` when the text is no NDJSON.
    public func ingest(_ records: [UInt8], grant: SourceGrant) async throws(LianluError) -> [EventResult] {
        let now = clock.now
        let request = CollectRequest(method: "POST", path: "/api/ingest/events", headers: ["content-type": "application/x-ndjson"])
        let call = Call(request, endpoint: "events", query: FormFields(), payload: Payload(bytes: records), limits: limits)
        do throws(Refusal) {
            let taking = take(try Native.parse(call), grant, call, "import", at: now)
            var stored = Result<Void, any Error>.success(())
            if let entry = taking.entry {
                do { try await inbox.accept(entry) } catch { stored = .failure(error) }
            }
            return try taking.finish(stored).results
        } catch {
            throw LianluError(error.reason == .overloaded ? .unavailable : .badRequest, error.message, retryAfter: error.retryAfter)
        }
    }

    /// A batch that went through the pipeline: what to store, and what follows once that is durable (or was not possible).
    struct Taking: Sendable {
        /// Nil when nothing is to be stored.
        var entry: InboxEntry?
        /// What became of each record; throws when the request is refused as a whole.
        var finish: @Sendable (_ stored: Result<Void, any Error>) throws(Refusal) -> Outcome
    }

    /// Runs the pipeline over a batch.
    func take(_ batch: consuming WireBatch, _ grant: SourceGrant, _ call: Call, _ dialect: String, at now: Instant) -> Taking {
        let request = call.request
        let foreign = refuseForeign(&batch, grant, request)
        let context = PipelineContext(
            now: now, grant: grant, limits: limits, bytes: batch.tape.bytes, sentAt: batch.sentAt,
            userAgent: grant.trust == .claimed || CrossOrigin.isBrowser(request) ? request.headers["user-agent"] : nil, agents: agents,
            origin: origin)
        var timings = pipeline.timings
        pipeline.run(&batch.events, context, timings: &timings)

        var watch = Stopwatch()
        var writer = ByteWriter(capacity: batch.tape.bytes.count + batch.events.count * 64)
        var keys: [Hash128] = []
        keys.reserveCapacity(batch.events.count)
        var reasons: [String: Int] = [:]
        // By index: iterating would copy every record.
        for index in batch.events.indices {
            if let fault = batch.events[index].fault {
                reasons[fault.reason.name, default: 0] += 1
            } else {
                EventCodec.encode(batch.events[index].event, into: &writer)
                keys.append(batch.events[index].event.dedupeKey)
            }
        }
        let encodeNanoseconds = watch.lap()
        let waiting = watch
        let dryRun = batch.dryRun
        let seen = dryRun ? [Bool](repeating: false, count: keys.count) : recent.insert(keys)
        let entry =
            dryRun
            ? nil
            : InboxEntry(
                payload: writer.bytes, accepted: keys.isEmpty ? [:] : [grant.source: keys.count],
                rejected: reasons.isEmpty ? [:] : [grant.source: reasons])
        return Taking(entry: entry) { [self, batch, keys, reasons, timings] stored throws(Refusal) in
            if case .failure(let error) = stored {
                recent.remove(zip(keys, seen).filter { !$0.1 }.map(\.0))
                throw Self.overload(error)
            }
            let inboxNanoseconds = waiting.nanoseconds
            let duplicates = seen.reduce(0) { $0 + ($1 ? 1 : 0) }
            counter.update { metrics in
                for (place, timing) in timings.enumerated() { metrics.steps[place].add(timing) }
                if !dryRun { metrics.accepted += keys.count }
                metrics.duplicates += duplicates
                for (reason, count) in reasons { metrics.rejected[reason, default: 0] += count }
                metrics.encodeNanoseconds += encodeNanoseconds
                metrics.inboxNanoseconds += inboxNanoseconds
            }
            if !dryRun { live.count(received: batch.events.count, rejected: batch.events.count - keys.count, at: now) }
            notice(batch, grant, dialect, at: now)
            if let foreign { throw foreign }
            return Outcome(call: call, batch: batch, results: results(batch, seen))
        }
    }

    /// Faults for records under another key, and for everything when this sender may not use the source now: then also the refusal to answer with.
    private func refuseForeign(_ batch: inout WireBatch, _ grant: SourceGrant, _ request: CollectRequest) -> Refusal? {
        var refusal: Refusal?
        if grant.paused {
            refusal = Refusal(.paused)
        } else if grant.trust == .claimed, !grant.origins.isEmpty, let origin = request.headers["origin"],
            !CrossOrigin.isAllowed(origin, by: grant.origins)
        {
            refusal = Refusal(.originNotAllowed, String(origin.prefix(200)))
        }
        if let refusal {
            for index in batch.events.indices {
                batch.events[index].fault = WireEvent.Fault(reason: refusal.reason, detail: refusal.detail)
            }
            return refusal
        }
        var key: String?
        for index in batch.events.indices {
            guard let own = batch.events[index].key else { continue }
            if let key, own != key { batch.events[index].fail(.keyMismatch) }
            key = key ?? own
        }
        return nil
    }

    private func results(_ batch: borrowing WireBatch, _ seen: [Bool]) -> [EventResult] {
        var results: [EventResult] = []
        results.reserveCapacity(batch.events.count)
        var place = 0
        for index in batch.events.indices {
            if let fault = batch.events[index].fault {
                results.append(.rejected(fault.reason, detail: fault.detail))
            } else {
                results.append(seen[place] ? .duplicate : .accepted)
                place += 1
            }
        }
        return results
    }

    /// Shows the live view as much as it can use: refusals first, they are rarer and matter more.
    private func notice(_ batch: borrowing WireBatch, _ grant: SourceGrant, _ dialect: String, at now: Instant) {
        var room = live.appetite(at: now)
        guard room > 0 else { return }
        var notices: [LiveNotice] = []
        for wire in batch.events {
            guard room > 0 else { break }
            guard let fault = wire.fault else { continue }
            notices.append(
                LiveNotice(
                    rejected: fault.reason, detail: fault.detail, sample: Self.sample(batch.tape.bytes, wire.record), at: now,
                    source: grant.source,
                    sourceName: grant.name, dialect: dialect))
            room -= 1
        }
        for wire in batch.events {
            guard room > 0, !batch.dryRun else { break }
            guard wire.fault == nil else { continue }
            notices.append(LiveNotice(accepted: wire.event, sourceName: grant.name, dialect: dialect))
            room -= 1
        }
        live.publish(notices, at: now)
    }
}
