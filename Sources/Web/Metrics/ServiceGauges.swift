import Behaviour
import Collect
import Path
import Storage
import Vocabulary

/// What Prometheus reads of the other rooms at the moment of scraping.
enum ServiceGauges {
    static func add(_ services: Services) {
        addDoor(services)
        addStores(services)
    }

    private static func addDoor(_ services: Services) {
        let metrics = services.metrics
        let collector = services.collector
        metrics.add("lianlu_events_accepted_total", help: "Records made durable since the start.", kind: "counter") {
            [("", Double(collector.metrics.accepted))]
        }
        metrics.add("lianlu_events_rejected_total", help: "Records refused since the start, by reason.", kind: "counter") {
            collector.metrics.rejected.sorted { $0.key < $1.key }.map { ("reason=\"\(WebMetrics.label($0.key))\"", Double($0.value)) }
        }
        metrics.add(
            "lianlu_requests_refused_total", help: "Ingestion requests refused as a whole since the start, by reason.", kind: "counter"
        ) {
            collector.metrics.refused.sorted { $0.key < $1.key }.map { ("reason=\"\(WebMetrics.label($0.key))\"", Double($0.value)) }
        }
        metrics.add("lianlu_dialect_requests_total", help: "Ingestion requests since the start, by dialect.", kind: "counter") {
            collector.metrics.requests.sorted { $0.key < $1.key }.map { ("dialect=\"\(WebMetrics.label($0.key))\"", Double($0.value)) }
        }
        metrics.add("lianlu_collect_step_seconds_total", help: "Time spent in each step of the pipeline.", kind: "counter") {
            collector.metrics.steps.map { ("step=\"\(WebMetrics.label($0.name))\"", Double($0.nanoseconds) / 1e9) }
        }
    }

    private static func addStores(_ services: Services) {
        let metrics = services.metrics
        metrics.add("lianlu_ledger_events", help: "The ledger, cumulative over the life of the data folder.") {
            guard let total = try? await services.ledger().total else { return [] }
            return [
                ("received", total.received), ("stored", total.stored), ("duplicate", total.duplicate), ("rejected", total.rejected),
                ("pending", total.pending),
            ]
            .map { ("verdict=\"\($0.0)\"", Double($0.1)) }
        }
        metrics.add("lianlu_inbox_bytes", help: "Payload bytes that wait in the inbox.") {
            [("", Double(await services.inbox.status().waitingBytes))]
        }
        metrics.add("lianlu_inbox_cap_bytes", help: "The most that may wait.") { [("", Double(await services.inbox.status().capBytes))] }
        metrics.add("lianlu_projection_lag_batches", help: "Accepted batches that are not queryable yet.") {
            [("", Double(max(0, await services.inbox.status().lastSequence - services.pathStatus().watermark)))]
        }
        metrics.add("lianlu_projection_events_per_second", help: "Events made queryable a second.") {
            [("", services.pathStatus().eventsPerSecond)]
        }
        metrics.add("lianlu_behaviour_bytes", help: "Bytes of the behavioural store's files.") {
            guard let size = try? await services.behaviour.size() else { return [] }
            return [("", Double(size.bytes))]
        }
        metrics.add("lianlu_jobs", help: "Background jobs.") {
            guard let counts = try? await services.jobs.counts() else { return [] }
            return [
                ("state=\"waiting\"", Double(counts.waiting)), ("state=\"running\"", Double(counts.running)),
                ("state=\"failed\"", Double(counts.failed)),
            ]
        }
        metrics.add("lianlu_reaction_handled_total", help: "Events each room acted on since the start.", kind: "counter") {
            services.pathStatus().reactions.map { ("reaction=\"\(WebMetrics.label($0.name))\"", Double($0.handled)) }
        }
        metrics.add("lianlu_reaction_set_aside_total", help: "Events a room could not digest since the start.", kind: "counter") {
            services.pathStatus().reactions.map { ("reaction=\"\(WebMetrics.label($0.name))\"", Double($0.setAside)) }
        }
        metrics.add("lianlu_destination_waiting", help: "Messages and conversions that wait for a channel or ad account.") {
            guard let backlog = try? await services.jobs.backlog(of: ["account.", "ads."]) else { return [] }
            return backlog.map { ("queue=\"\(WebMetrics.label($0.queue))\"", Double($0.due + $0.retrying)) }
        }
        metrics.add("lianlu_live_watchers", help: "Open live views.") { [("", Double(services.feed.watchers))] }
        metrics.add("process_resident_memory_bytes", help: "Resident memory.") { [("", Double(ProcessFacts.residentBytes()))] }
        metrics.add("lianlu_up", help: "1 when events are taken and stored.") { [("", await services.unready() == nil ? 1 : 0)] }
    }
}
