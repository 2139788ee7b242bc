import Collect
import HTTPTypes
import Hummingbird
import NIOCore
import Organisation
import Vocabulary

/// Events as they arrive, as server-sent events.
enum LiveRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/live", .needs(.sourcesRead), whole: "events as they arrive", within: nil, live)
    }

    private static func live(_ call: Call) async throws -> Reply {
        let source: Int32? = try call.query["source"]?.nonEmpty.map { text throws(LianluError) in
            guard let number = Int32(text) else {
                throw LianluError(.badRequest, "source is not a number.", hint: "Pass the number of a source, or leave it out for all.")
            }
            return number
        }
        let mask = try call.mask
        let feed = call.services.feed
        let clock = call.services.clock
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
            for await piece in LiveStream.pieces(feed: feed, source: source, mask: mask, clock: clock) {
                try await writer.write(piece)
            }
            try await writer.finish(nil)
        }
        return Reply(
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .init("X-Accel-Buffering")!: "no"], body: body)
    }
}
