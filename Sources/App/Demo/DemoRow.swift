import Vocabulary

/// One line of the demo data set (`ecom.csv.gz` of the PyPI package retentioneering 5.2.4, Apache-2.0).
struct DemoRow: Sendable {
    var user: Int
    var session: String
    var event: String
    /// Local wall time of the data set, as days since its first day and milliseconds of that day.
    var day: Int
    var millisecondOfDay: Int64
    var platform: String
    var acquisition: String
    var lifecycle: String

    /// Reads the file's text; the first line names the columns. Lines that do not fit are an error: the file is pinned.
    static func parse(_ text: String) throws -> [DemoRow] {
        var rows: [DemoRow] = []
        var firstDay = Int.max
        for line in text.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count == 8, let user = Int(fields[0].dropFirst(5)), let instant = ISO8601.parse(Array(fields[3].utf8), zone: .utc)
            else {
                throw LianluError(
                    .unusableData, "The demo data is not the expected file.", hint: "Delete .deps/demo and run scripts/fetch-demo-data.sh.")
            }
            let day = Int(instant.milliseconds / 86_400_000)
            firstDay = min(firstDay, day)
            rows.append(
                DemoRow(
                    user: user, session: String(fields[1]), event: String(fields[2]), day: day,
                    millisecondOfDay: instant.milliseconds % 86_400_000,
                    platform: String(fields[4]), acquisition: String(fields[5]), lifecycle: String(fields[7])))
        }
        for index in rows.indices { rows[index].day -= firstDay }
        return rows
    }
}
