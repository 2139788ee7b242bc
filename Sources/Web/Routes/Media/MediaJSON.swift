import Feedback
import Vocabulary

/// How ad accounts, conversions and origins are answered.
enum MediaJSON {
    static func words(_ hans: String, _ hant: String, _ en: String) -> JSONValue {
        ["zh-Hans": .string(hans), "zh-Hant": .string(hant), "en": .string(en)]
    }

    private static func words(_ name: AdEventName?) -> JSONValue { words(name?.hans ?? "", name?.hant ?? "", name?.en ?? "") }

    static func platform(_ type: any AdPlatform.Type) -> JSONValue {
        [
            "key": .string(type.key), "name": words(type.names.hans, type.names.hant, type.names.en), "dedupes": .bool(type.dedupes),
            "fields": .array(
                [field("externalId", "账户 ID", "賬戶 ID", "Account id", required: type.key == "tencent_ads", "")]
                    + type.fields.map { field($0.key, $0.label.hans, $0.label.hant, $0.label.en, required: $0.isRequired, $0.standard) }),
            "events": .array(
                type.standardMapping.map {
                    [
                        "code": .string($0.event), "label": words(type.eventNames[$0.event]), "stage": .string($0.stage.rawValue),
                        "negative": .bool($0.stage == .leadInvalid || $0.stage == .orderRefunded),
                    ]
                }),
            "defaultMapping": .array(type.standardMapping.map(row)),
        ]
    }

    private static func field(_ key: String, _ hans: String, _ hant: String, _ en: String, required: Bool, _ standard: String) -> JSONValue
    {
        [
            "key": .string(key), "label": words(hans, hant, en), "required": .bool(required), "secret": false, "default": .string(standard),
            "hint": words("", "", ""),
        ]
    }

    static func row(_ row: StageRow) -> JSONValue {
        ["stage": .string(row.stage.rawValue), "event": .string(row.event), "unit": .string(row.unit.rawValue), "once": .bool(row.isOnce)]
    }

    static func ledger(_ account: Int64?, _ ledger: FeedbackDesk.Ledger) -> JSONValue {
        func count(_ state: Conversion.State) -> JSONValue { .int(ledger.states[state] ?? 0) }
        return [
            "account": .optional(account), "eligible": .int(ledger.eligible), "ok": count(.ok), "rejected": count(.rejected),
            "suppressed": count(.suppressed),
            "expired": count(.expired), "inFlight": .int(ledger.inFlight), "held": count(.held), "unknown": count(.unknown),
            "suppressedBy": .object(
                JSONObject(ledger.suppressedBy.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, .int($0.value)) })),
            "holds": .bool(ledger.holds),
        ]
    }

    static func account(_ account: AdAccount, hasToken: Bool, mapping: Int64, _ ledger: FeedbackDesk.Ledger) -> JSONValue {
        [
            "id": .int(account.id), "platform": .string(account.platform), "name": .string(account.name),
            "externalId": .string(account.externalID),
            "settings": .object(account.settings), "hasToken": .bool(hasToken), "origin": .optional(account.origin),
            "active": .bool(account.isActive),
            "sendIdentifiers": .bool(account.sendsIdentifiers), "windowDays": .int(account.windowDays),
            "holdMinutes": .int(account.holdMinutes),
            "ratePerMinute": .int(account.perMinute), "mappingVersion": .int(mapping),
            "problem": account.problem.isEmpty ? .null : .string(account.problem), "ledger": self.ledger(account.id, ledger),
            "createdAt": .time(account.createdAt),
        ]
    }

    static func conversion(_ conversion: Conversion, accountName: String, customer: Int64?, customerName: String?, whole: Bool) -> JSONValue
    {
        var actions: [String] = []
        switch conversion.state {
        case .held, .queued: actions = ["cancel"]
        case .unknown: actions = ["resolve"]
        case .rejected, .expired: actions = ["replay"]
        default: break
        }
        let why = reason(conversion)
        return [
            "id": .int(conversion.id), "customer": customer.map { .string(String($0)) } ?? .null, "customerName": .optional(customerName),
            "account": .int(conversion.account),
            "accountName": .string(accountName), "platform": .string(conversion.platform), "stage": .string(conversion.stage.rawValue),
            "event": .string(conversion.event), "stageEvent": .string(conversion.stageEvent), "occurredAt": .time(conversion.occurredAt),
            "dueAt": .time(conversion.dueAt), "sentAt": .time(conversion.sentAt), "state": .string(conversion.state.rawValue),
            "reason": .string(conversion.reason), "why": words(why.0, why.1, why.2), "clickId": .string(conversion.clickID),
            "clickAt": .time(conversion.clickAt), "match": .optional(conversion.match?.rawValue),
            "amountFen": .optional(conversion.amountFen), "attempts": .int(conversion.attempts), "outerId": .string(conversion.outerID),
            "mappingVersion": .int(conversion.mappingVersion),
            "request": whole ? (try? JSONValue(parsing: conversion.request)) ?? .null : .null,
            "response": whole && !conversion.response.isEmpty ? .string(conversion.response) : .null,
            "identifiers": .bool(conversion.carriesIdentifiers), "actions": .strings(actions),
        ]
    }

    private static func reason(_ conversion: Conversion) -> (String, String, String) {
        switch conversion.state {
        case .ok: return ("平台已受理。", "平台已受理。", "The platform took it.")
        case .held:
            return ("人工设置的阶段先保留一段时间，期间可以撤回。", "人工設定的階段先保留一段時間，期間可以撤回。", "Set by a person: held for a while so that it can be taken back.")
        case .queued:
            return conversion.reason.isEmpty
                ? ("等待发送。", "等待發送。", "Waiting to be sent.")
                : (
                    "暂时未能送达（\(conversion.reason)），会自动重试。", "暫時未能送達（\(conversion.reason)），會自動重試。",
                    "Not delivered yet (\(conversion.reason)); tried again by itself."
                )
        case .sending: return ("正在发送。", "正在發送。", "Being sent.")
        case .unknown:
            return (
                "没有收到平台的答复，是否计入未知；该平台不去重，需要人工判断后再处理。", "沒有收到平台的答覆，是否計入未知；該平台不去重，需要人工判斷後再處理。",
                "No answer came: nobody knows whether it was counted. This platform does not recognise repeats, so a person decides."
            )
        case .rejected: return ("平台拒绝：\(conversion.reason)", "平台拒絕：\(conversion.reason)", "The platform refused it: \(conversion.reason)")
        case .expired: return ("超过重试期限，未能送达。", "超過重試期限，未能送達。", "It could not be delivered in time.")
        case .suppressed:
            switch conversion.reason {
            case "out_of_window": return ("点击早于归因窗口。", "點擊早於歸因窗口。", "The click lies before the window.")
            case "consent_withdrawn": return ("客户撤回了授权。", "客戶撤回了授權。", "The customer withdrew consent.")
            case "not_first": return ("映射只回传每位客户的第一次。", "映射只回傳每位客戶的第一次。", "Only the first of each customer is told.")
            case "cancelled": return ("已人工撤回。", "已人工撤回。", "Taken back by a person.")
            case "erased": return ("客户数据已删除。", "客戶數據已刪除。", "The customer was erased.")
            default: return (conversion.reason, conversion.reason, conversion.reason)
            }
        }
    }
}
