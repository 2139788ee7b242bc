import HTTPTypes
import Organisation
import Testing
import Vocabulary
import Web

/// Channel accounts, templates and messages over HTTP.
@Suite struct DeliverTests {
    private func account(_ bench: WebBench) async throws -> JSONValue {
        let made = try await bench.admin(
            .post, "/api/channels",
            [
                "kind": "sms_aliyun", "name": "短信", "perMinute": 60,
                "values": ["accessKeyId": "LTAI-test", "accessKeySecret": "very-secret-value", "signName": "示例茶业"],
            ])
        #expect(made.status == 201, "\(made.text)")
        return made.json
    }

    @Test func secrets_areNeverShown_notInTheAuditLogEither() async throws {
        try await WebBench.with { bench in
            let made = try await account(bench)
            #expect(made["secrets"]?.array?.compactMap(\.string) == ["accessKeySecret"])
            _ = try await bench.admin(
                .patch, "/api/channels/\(made["id"]?.int ?? 0)", ["values": ["accessKeySecret": "another-secret-value"], "name": "新名"])
            for path in ["/api/channels", "/api/audit"] {
                let answer = try await bench.admin(.get, path)
                #expect(answer.status == 200 && !answer.text.contains("secret-value"), "\(path)")
            }
            // Who may only read sees the name and nothing of how it is set up.
            let analyst = try await bench.key(.analyst)
            let seen = try await bench.send(.get, "/api/channels", key: analyst)
            #expect(seen.json["items"]?[0]?["name"]?.string == "新名" && !seen.text.contains("LTAI-test"))
            #expect(try await bench.send(.post, "/api/channels", ["kind": "smtp", "name": "x", "values": [:]], key: analyst).status == 403)
            #expect(
                try await bench.admin(.post, "/api/channels", ["kind": "sms_aliyun", "name": "x", "values": ["accessKeyId": "x"]]).status
                    == 400)
            #expect(try await bench.admin(.post, "/api/channels", ["kind": "pigeon", "name": "x", "values": [:]]).status == 400)
        }
    }

    @Test func template_isWrittenPreviewedAndSentAsATest() async throws {
        try await WebBench.with { bench in
            let account = try await account(bench)["id"] ?? .null
            let draft: JSONValue = [
                "name": "新客券", "account": account, "purpose": "marketing", "quiet": "defer",
                "text": "{{ customer.name | default: \"您好\" }}，送您一张券",
                "code": "SMS_1", "params": [["name": "name", "value": "{{ customer.name }}"]],
            ]
            let made = try await bench.admin(.post, "/api/templates", draft)
            #expect(made.status == 201 && made.json["medium"]?.string == "sms", "\(made.text)")
            let id = made.json["id"]?.int ?? 0
            #expect(
                try await bench.admin(.post, "/api/templates", ["name": "坏", "account": account, "text": "{{ x", "code": "c"]).status == 400
            )
            let changed = try await bench.admin(.patch, "/api/templates/\(id)", ["name": "新客券 2"])
            #expect(changed.json["version"]?.int == 2 && changed.json["text"]?.string?.contains("送您") == true)
            try await bench.deliver([WebBench.identify("u1", phone: "13812345670", traits: ["name": "李雷"])])
            let customer = try await bench.customer("u1")
            let preview = try await bench.admin(.post, "/api/templates/preview", ["draft": draft, "customer": .string(customer)])
            #expect(preview.json["text"]?.string == "李雷，送您一张券拒收请回复R" && preview.json["segments"]?.int == 1, "\(preview.text)")
            let nobody = try await bench.admin(.post, "/api/templates/preview", ["draft": draft])
            #expect(
                nobody.json["text"]?.string?.hasPrefix("您好") == true && nobody.json["missing"]?[0]?.string == "customer.name",
                "\(nobody.text)")

            let sent = try await bench.admin(.post, "/api/templates/\(id)/test", ["customer": .string(customer)])
            #expect(sent.status == 202 && sent.json["isTest"]?.bool == true, "\(sent.text)")
            let list = try await bench.admin(.get, "/api/messages?customer=\(customer)")
            #expect(list.json["items"]?.array?.count == 1 && list.json["counts"]?.object?.isEmpty == false)
            #expect(!list.text.contains("13812345670"), "a phone number in clear")
            let one = try await bench.admin(.get, "/api/messages/\(sent.json["id"]?.int ?? 0)")
            #expect(one.status == 200 && one.json["tries"]?.array != nil)
            #expect(try await bench.admin(.post, "/api/messages/\(sent.json["id"]?.int ?? 0)/resolve", ["sent": true]).status == 409)
            #expect(try await bench.admin(.get, "/api/messages?state=nonsense").status == 400)
            #expect(try await bench.admin(.delete, "/api/templates/\(id)").status == 204)
            #expect(try await bench.admin(.get, "/api/templates").json["items"]?.array?.isEmpty == true)
        }
    }

    @Test func sales_seeMessagesOfTheirCustomersOnly() async throws {
        try await WebBench.with { bench in
            let account = try await account(bench)["id"] ?? .null
            let template = try await bench.admin(
                .post, "/api/templates",
                ["name": "t", "account": account, "purpose": "transactional", "quiet": "ignore", "text": "x", "code": "c"])
            try await bench.deliver([WebBench.identify("u1", phone: "13812345670")])
            let customer = try await bench.customer("u1")
            let sent = try await bench.admin(.post, "/api/templates/\(template.json["id"]?.int ?? 0)/test", ["customer": .string(customer)])
            let store = try await bench.admin(.post, "/api/organisation", ["kind": "store", "name": "店", "code": "s1", "parent": 1])
            let key = try await bench.key(.sales, node: store.json["id"]?.int)
            let list = try await bench.send(.get, "/api/messages", key: key)
            #expect(list.status == 200 && list.json["items"]?.array?.isEmpty == true && list.json["counts"] == nil, "\(list.text)")
            #expect(try await bench.send(.get, "/api/messages/\(sent.json["id"]?.int ?? 0)", key: key).status == 404)
            #expect(
                try await bench.send(.post, "/api/messages/\(sent.json["id"]?.int ?? 0)/resolve", ["sent": true], key: key).status == 403)
        }
    }

    @Test func policy_isKept_andChecked() async throws {
        try await WebBench.with { bench in
            let before = try await bench.admin(.get, "/api/message-policy")
            #expect(before.json["quietStart"]?.int == 1260)
            #expect(try await bench.admin(.put, "/api/message-policy", ["quietStart": 1320, "perDay": 5]).json["perDay"]?.int == 5)
            #expect(try await bench.admin(.get, "/api/message-policy").json["quietStart"]?.int == 1320)
            // What is left out stays; null goes back to the default.
            let capped = try await bench.admin(.put, "/api/message-policy", ["smsPerDay": 2]).json
            #expect(capped["quietStart"] == 1320 && capped["perDay"] == 5 && capped["smsPerDay"] == 2, "\(capped.text)")
            #expect(try await bench.admin(.put, "/api/message-policy", [:]).json == capped)
            #expect(try await bench.admin(.put, "/api/message-policy", ["perDay": .null]).json["perDay"] == 3)
            #expect(try await bench.admin(.get, "/api/message-policy").json["quietStart"] == 1320)
            #expect(try await bench.admin(.put, "/api/message-policy", ["quietStart": 9999]).status == 400)
            #expect(try await bench.admin(.get, "/api/staff-notices").status == 200)
        }
    }

    @Test func madeUpUnsubscribeLinks_areNone() async throws {
        try await WebBench.with { bench in
            for method in [HTTPRequest.Method.get, .post] {
                let answer = try await bench.send(method, "/u/abc.def")
                #expect(answer.status == 404 && answer.text.contains("<!doctype html>"))
                #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            }
        }
    }
}
