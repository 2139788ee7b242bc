import Collect
public import Vocabulary

/// Reads a spend file: CSV with Chinese or English headings.
public enum SpendFile {
    /// What a file holds.
    public struct Content: Sendable {
        /// Rows that could be read.
        public var rows: [SpendRow] = []
        /// Lines that could not, with what is wrong.
        public var errors: [(line: Int, message: String)] = []
        /// How headings were understood: field → heading.
        public var columns: [(field: String, heading: String)] = []
    }

    private static let headings: [(field: String, names: [String])] = [
        ("date", ["日期", "时间", "date", "day"]), ("cost", ["消耗", "花费", "cost", "spend", "消耗(元)", "花费(元)", "消耗（元）", "花费（元）"]),
        ("campaign", ["计划", "计划id", "推广计划", "广告计划", "campaign", "campaign_id", "广告id", "推广计划id"]),
        ("campaignName", ["计划名称", "推广计划名称", "campaign_name", "campaignname", "广告计划名称"]),
        ("platform", ["平台", "媒体", "platform"]), ("account", ["账户", "账户id", "account", "account_id"]),
        ("impressions", ["展示", "展示数", "曝光", "曝光量", "impressions", "view_count"]),
        ("clicks", ["点击", "点击数", "点击量", "clicks", "valid_click_count"]),
        ("conversions", ["转化", "转化数", "转化量", "conversions", "conversions_count"]), ("origin", ["来源渠道", "渠道编码", "origin", "origin_code"]),
    ]

    /// Platforms by what files call them.
    private static let platforms = [
        "腾讯广告": "tencent_ads", "广点通": "tencent_ads", "巨量引擎": "ocean_engine", "抖音": "ocean_engine", "百度": "baidu", "快手": "kuaishou",
    ]

    /// Reads text lines already decoded. `platform` and `account` stand in for columns the file lacks.
    public static func read(_ lines: [[String]], platform: String, account: String) throws(LianluError) -> Content {
        guard let head = lines.first else { throw LianluError(.badRequest, "The file is empty.", hint: "It needs a line of headings.") }
        var content = Content()
        var places: [String: Int] = [:]
        for (place, text) in head.enumerated() {
            let name = text.trimmed.lowercased()
            if let field = headings.first(where: { $0.names.contains(name) })?.field, places[field] == nil {
                places[field] = place
                content.columns.append((field, text))
            }
        }
        guard places["date"] != nil, places["cost"] != nil else {
            throw LianluError(
                .badRequest, "The file has no column for the day or the cost.", hint: "Name the columns 日期 and 消耗 (or date and cost).")
        }
        func value(_ row: [String], _ field: String) -> String { places[field].flatMap { $0 < row.count ? row[$0].trimmed : nil } ?? "" }
        for (index, row) in lines.enumerated().dropFirst() where !row.allSatisfy({ $0.trimmed.isEmpty }) {
            // The platforms' exports end with a line of totals.
            if ["合计", "总计", "汇总", "總計", "合計", "total", "sum"].contains(value(row, "date").lowercased()) { continue }
            let day = String(value(row, "date").replacing("/", with: "-").prefix(10))
            guard
                case .date(let date) = ISO8601.read(
                    day.count == 8 && !day.contains("-") ? "\(day.prefix(4))-\(day.dropFirst(4).prefix(2))-\(day.suffix(2))" : day)
            else {
                content.errors.append((index + 1, "“\(day)” 不是日期"))
                continue
            }
            guard let cost = Money(yuan: value(row, "cost").replacing(",", with: "")) else {
                content.errors.append((index + 1, "“\(value(row, "cost"))” 不是金额（元）"))
                continue
            }
            let given = value(row, "platform")
            let name = given.isEmpty ? platform : platforms[given] ?? given
            guard !name.isEmpty else {
                content.errors.append((index + 1, "缺少平台"))
                continue
            }
            let origin = value(row, "origin")
            let campaign = value(row, "campaign").isEmpty ? (origin.isEmpty ? value(row, "campaignName") : origin) : value(row, "campaign")
            var spend = SpendRow(
                platform: name, account: value(row, "account").isEmpty ? account : value(row, "account"),
                campaign: campaign.isEmpty ? "-" : campaign,
                day: date.description, costFen: cost.fen)
            spend.campaignName = value(row, "campaignName").isEmpty ? origin : value(row, "campaignName")
            spend.originCode = origin
            spend.impressions = Int64(value(row, "impressions").replacing(",", with: ""))
            spend.clicks = Int64(value(row, "clicks").replacing(",", with: ""))
            spend.conversions = Int64(value(row, "conversions").replacing(",", with: ""))
            content.rows.append(spend)
        }
        return content
    }

    /// The lines of a CSV text: quotes, doubled quotes, CR LF.
    public static func lines(_ text: String) -> [[String]] {
        var lines: [[String]] = []
        var row: [String] = []
        var cell = ""
        var inside = false
        var previous: Character = "\n"
        for character in text {
            if inside {
                if character == "\"" { inside = false } else { cell.append(character) }
            } else {
                switch character {
                case "\"":
                    if previous == "\"" { cell.append("\"") }
                    inside = true
                case ",":
                    row.append(cell)
                    cell = ""
                case "\n", "\r\n", "\r":
                    row.append(cell)
                    lines.append(row)
                    (row, cell) = ([], "")
                default: cell.append(character)
                }
            }
            previous = character
        }
        if !cell.isEmpty || !row.isEmpty { lines.append(row + [cell]) }
        return lines
    }
}
