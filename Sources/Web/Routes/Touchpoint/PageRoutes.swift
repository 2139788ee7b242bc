import HTTPTypes
import Identify
import Organisation
import Touchpoint
import Vocabulary

/// Landing pages as the console edits them.
enum PageRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/pages", .needs(.touchpointsRead), list)
        routes.post("/api/pages", .needs(.touchpointsWrite), whole: "landing pages", create)
        routes.get("/api/pages/blocks", .needs(.touchpointsRead)) { _ in .json(BlockCatalogue.json) }
        routes.post("/api/pages/validate", .needs(.touchpointsRead)) { call in
            let body = try await call.fields("content")
            return .json(["problems": .array(PageContent.problems(body["content"] ?? .null).map(\.json))])
        }
        routes.post("/api/pages/images", .needs(.touchpointsWrite), whole: "landing pages") { call in
            let picture = try call.services.rooms.touchpoints.keepPicture(try await call.collect(upTo: Touchpoints.mostPictureBytes + 1))
            try await call.audit("page.image", "media:\(picture.name)")
            return .json(
                ["url": .string("/media/\(picture.name)"), "type": .string(picture.type), "bytes": .int(picture.bytes.count)],
                status: .created)
        }
        routes.get("/api/pages/{id}", .needs(.touchpointsRead)) { call in
            .json(try await shown(try await call.services.rooms.touchpoints.page(try call.number()), call))
        }
        routes.patch("/api/pages/{id}", .needs(.touchpointsWrite), whole: "landing pages") { call in
            let id = try call.number()
            let body = try await call.fields("name", "slug", "archived")
            let page = try await call.services.rooms.touchpoints.updatePage(
                id, name: try body.text("name"), slug: try body.text("slug"), archived: try body.bool("archived"))
            try await call.audit(
                "page.update", "page:\(id)", [("name", page.name), ("slug", page.slug), ("archived", String(page.isArchived))])
            return .json(try await shown(page, call))
        }
        routes.put("/api/pages/{id}/draft", .needs(.touchpointsWrite), whole: "landing pages", save)
        routes.post("/api/pages/{id}/preview", .needs(.touchpointsRead)) { call in
            let body = try await call.fields("version", "variant")
            let made = try await call.services.rooms.touchpoints.previewPath(
                try call.number(), version: try body.number("version"), variant: try body.text("variant") ?? "A")
            return .json(["url": .string(made.path), "expiresAt": .time(made.expiresAt)], status: .created)
        }
        routes.post("/api/pages/{id}/publish", .needs(.touchpointsWrite), whole: "landing pages") { call in
            let id = try call.number()
            let body = try await call.fields("revision")
            guard let revision = try body.number("revision") else {
                throw LianluError(.badRequest, "revision is missing.", hint: "Send the revision of the draft that you looked at.")
            }
            let page = try await call.services.rooms.touchpoints.publish(id, revision: revision, by: try call.principal.reference)
            try await call.audit("page.publish", "page:\(id)", [("version", String(page.published))])
            return .json(try await shown(page, call))
        }
        routes.put("/api/pages/{id}/published", .needs(.touchpointsWrite), whole: "landing pages") { call in
            let id = try call.number()
            let body = try await call.fields("version")
            let page: LandingPage
            if let version = try body.number("version") {
                page = try await call.services.rooms.touchpoints.show(id, version: version)
            } else {
                page = try await call.services.rooms.touchpoints.unpublish(id)
            }
            try await call.audit("page.publish", "page:\(id)", [("version", page.published == 0 ? "none" : String(page.published))])
            return .json(try await shown(page, call))
        }
        routes.get("/api/pages/{id}/versions", .needs(.touchpointsRead)) { call in
            let page = try await call.services.rooms.touchpoints.page(try call.number())
            return .list(
                try await call.services.rooms.touchpoints.versions(of: page.id).map { version in
                    [
                        "version": .int(version.version), "revision": .int(version.revision), "publishedAt": .time(version.at),
                        "publishedBy": .string(version.by), "isShown": .bool(version.version == page.published), "content": version.content,
                    ]
                })
        }
        routes.get("/api/pages/{id}/submissions", .needs(.touchpointsRead), submissions)
        routes.get("/api/pages/{id}/experiments", .needs(.touchpointsRead)) { call in
            .list(try await call.services.rooms.touchpoints.experiments(of: try call.number()).map(experiment))
        }
    }

    private static func list(_ call: Call) async throws -> Reply {
        let room = call.services.rooms.touchpoints
        let figures = try await room.pageFigures()
        return .list(
            try await room.pages(archived: try call.flag("archived") ?? false).map { brief($0, figures[$0.id] ?? PageFigures(), call) })
    }

    private static func create(_ call: Call) async throws -> Reply {
        let room = call.services.rooms.touchpoints
        let body = try await call.fields("name", "slug", "content", "copyOf")
        let name = try body.needText("name")
        let content: JSONValue
        if let given = body["content"], !given.isNull {
            content = given
        } else if let source = try body.number("copyOf") {
            content = try await room.page(source).draft
        } else {
            content = BlockCatalogue.starter(title: name)
        }
        let page = try await room.createPage(name: name, slug: try body.text("slug").flatMap(\.nonEmpty), content: content)
        try await call.audit("page.create", "page:\(page.id)", [("name", page.name), ("slug", page.slug)])
        return .json(try await shown(page, call), status: .created)
    }

    private static func save(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let body = try await call.fields("content", "revision")
        guard let revision = try body.number("revision"), let content = body["content"] else {
            throw LianluError(.badRequest, "content or revision is missing.", hint: "Send the draft and the revision you began with.")
        }
        let page = try await call.services.rooms.touchpoints.saveDraft(id, content: content, revision: revision)
        try await call.audit("page.draft", "page:\(id)", [("revision", String(page.revision))])
        return .json(["revision": .int(page.revision), "problems": .array(PageContent.problems(content).map(\.json))])
    }

    private static func submissions(_ call: Call) async throws -> Reply {
        let limit = try call.limit()
        let quality = call.query["quality"]?.nonEmpty
        guard quality == nil || quality == "ok" || quality == "quarantine" else {
            throw LianluError(.badRequest, "There is no quality of that name.", hint: "Use ok or quarantine.")
        }
        let found = try await call.services.rooms.touchpoints.submissions(
            of: try call.number(), quality: quality, before: try call.cursorNumber(), limit: limit + 1)
        let graph = call.services.graph
        let items = try await call.visible(Array(found.prefix(limit))) { $0.leaf }.map { form -> JSONValue in
            [
                "id": .int(form.id), "at": .time(form.at), "version": .int(form.version),
                "customer": .int(Int64(graph.canonical(of: form.leaf).rawValue)), "link": .optional(form.link),
                "origin": .optional(form.origin),
                "variant": .string(form.variant), "quality": .string(form.quality), "reasons": .strings(form.reasons),
            ]
        }
        return .list(items, next: found.count > limit ? Cursor.make(found[limit - 1].id) : nil)
    }

    private static func brief(_ page: LandingPage, _ figures: PageFigures, _ call: Call) -> JSONValue {
        [
            "id": .int(page.id), "slug": .string(page.slug), "name": .string(page.name),
            "address": .string("\(call.baseURL)/p/\(page.slug)"),
            "revision": .int(page.revision), "publishedVersion": page.published == 0 ? .null : .int(page.published),
            "publishedRevision": .optional(figures.shownRevision), "hasUnpublishedChanges": .bool(figures.shownRevision != page.revision),
            "archived": .bool(page.isArchived), "links": .int(figures.links), "submissions": .int(figures.submissions),
            "quarantined": .int(figures.quarantined), "createdAt": .time(page.createdAt), "updatedAt": .time(page.updatedAt),
        ]
    }

    private static func shown(_ page: LandingPage, _ call: Call) async throws -> JSONValue {
        let figures = try await call.services.rooms.touchpoints.pageFigures()[page.id] ?? PageFigures()
        var json = brief(page, figures, call).object ?? [:]
        json["draft"] = page.draft
        json["problems"] = .array(PageContent.problems(page.draft).map(\.json))
        return .object(json)
    }

    private static func experiment(_ result: ExperimentResult) -> JSONValue {
        let ratio = result.ratio
        func arm(_ key: String, _ arm: ExperimentResult.Arm, _ share: Int) -> JSONValue {
            [
                "key": .string(key), "share": .double(Double(share) / 10_000), "exposed": .int(arm.exposed),
                "converted": .int(arm.converted),
                "rate": arm.rate.map(JSONValue.double) ?? .null,
                "interval": arm.interval.map { .array([.double($0.low), .double($0.high)]) } ?? .null,
            ]
        }
        return [
            "key": .string(result.experiment.key), "running": .bool(result.isRunning), "split": .int(result.experiment.split),
            "traffic": .int(result.experiment.traffic),
            "variants": [arm("A", result.a, 10_000 - result.experiment.split), arm("B", result.b, result.experiment.split)],
            "excludedMulti": .int(result.multiple),
            "srm": ["chiSquare": .double(ratio.chiSquare), "p": .double(ratio.p), "flagged": .bool(ratio.isMismatch)],
        ]
    }
}
