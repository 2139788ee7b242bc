import Collect
import Vocabulary

/// Ids of account, campaign, plan, creative … that an ad platform's macros put into a landing address (facts/channels.md §6.1), under common names.
enum ClickCampaign {
    /// Parameter names as media buyers write them behind the macros (`aid=__AID__`), lower case.
    private static let names: [String: String] = [
        // Ocean Engine
        "aid": "adId", "promotion_id": "adId", "promotionid": "adId", "project_id": "projectId", "projectid": "projectId",
        "cid": "creativeId", "campaign_id": "campaignId", "campaignid": "campaignId", "advertiser_id": "accountId", "csite": "site",
        "ctype": "creativeType", "request_id": "requestId", "track_id": "trackId", "union_site": "unionSite", "mid1": "materialId",
        // Tencent Ads
        "click_id": "clickId", "account_id": "accountId", "adgroup_id": "adgroupId", "adgroupid": "adgroupId", "ad_id": "adId",
        "adid": "adId",
        "creative_id": "creativeId", "dynamic_creative_id": "creativeId", "site_set": "site", "weixinadinfo": "weixinadinfo",
        // Baidu
        "user_id": "accountId", "userid": "accountId", "plan_id": "campaignId", "planid": "campaignId", "unit_id": "adgroupId",
        "unitid": "adgroupId", "idea_id": "creativeId", "ideaid": "creativeId", "word_id": "keywordId", "keywordid": "keywordId",
        // Kuaishou
        "accountid": "accountId", "did": "campaignId", "dnam": "campaignName", "llsid": "requestId",
        // Google, Meta
        "gad_source": "gadSource", "gad_campaignid": "campaignId",
    ]
    private static let most = 12

    /// What an address says; values that are still macros (`__AID__`) are left out.
    static func read(_ url: String) -> JSONObject {
        var found = JSONObject()
        guard let mark = url.firstIndex(of: "?") else { return found }
        for pair in url[url.index(after: mark)...].prefix(4000).split(separator: "&").prefix(60) {
            let halves = pair.split(separator: "=", maxSplits: 1)
            guard halves.count == 2, let name = names[halves[0].lowercased()], found[name] == nil, found.count < most else { continue }
            let value = QueryText.decode(halves[1])
            guard !value.isEmpty, value.utf8.count <= 200, !value.hasPrefix("__"), !value.utf8.contains(where: { $0 < 0x20 }) else {
                continue
            }
            found[name] = .string(value)
        }
        return found
    }
}
