import Deliver
import HTTPTypes
import Hummingbird
import NIOCore
import Touchpoint
import Vocabulary

/// The unsubscribe link of e-mails. Opening it changes nothing, because mail scanners open links; its button, and one-click (RFC 8058), do.
enum UnsubscribeRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/u/{token}", .visitor) { call in
            let token = try call.parameter("token")
            guard try await call.services.rooms.deliveries.isUnsubscribeToken(token) else { return page(call, .missing) }
            return page(call, .ask)
        }
        routes.post("/u/{token}", .visitor) { call in
            let token = try call.parameter("token")
            _ = try await call.collect(upTo: 4 << 10)
            guard try await call.services.rooms.deliveries.isUnsubscribeToken(token) else { return page(call, .missing) }
            // Nobody behind the token any more is as good as unsubscribed.
            _ = try await call.services.rooms.deliveries.unsubscribe(token)
            return page(call, .done)
        }
    }

    private enum Kind { case ask, done, missing }

    private static func page(_ call: Call, _ kind: Kind) -> Reply {
        let nonce = call.services.entropy.token(bits: 120)
        let (title, text, isForm) =
            switch kind {
            case .ask: ("退订营销邮件 / Unsubscribe", "点击下面的按钮后，您将不再收到我们的营销邮件。<br>Press the button and we stop sending you marketing mail.", true)
            case .done: ("已退订 / Unsubscribed", "您不会再收到我们的营销邮件。<br>You will get no more marketing mail from us.", false)
            case .missing: ("链接无效 / This link is not valid", "请从邮件中重新打开退订链接。<br>Please open the link in the mail again.", false)
            }
        let html = """
            <!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">\
            <title>\(title)</title><link rel="icon" href="data:,"><style nonce="\(nonce)">body{margin:0;background:#f3f4f7;color:#191f2b;font:16px/1.7 -apple-system,"PingFang SC","Noto Sans CJK SC",sans-serif}\
            main{max-width:440px;margin:12vh auto;background:#fff;border-radius:16px;padding:36px 28px;text-align:center}h1{font-size:20px;margin:0 0 12px}p{margin:0;color:#596172}\
            button{margin-top:24px;width:100%;border:0;border-radius:12px;background:#1f4fd8;color:#fff;font:inherit;font-weight:600;padding:15px;cursor:pointer}</style></head>\
            <body><main><h1>\(title)</h1><p>\(text)</p>\(isForm ? "<form method=\"post\"><button>确认退订 / Unsubscribe</button></form>" : "")</main></body></html>
            """
        var reply = Reply.raw(Array(html.utf8), type: "text/html; charset=utf-8", status: kind == .missing ? .notFound : .ok)
        reply.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'nonce-\(nonce)'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        reply.headers[.cacheControl] = "no-store"
        return reply
    }
}
