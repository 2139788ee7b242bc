import Vocabulary

/// The SQL that turns an event's time into the number of its bucket: arithmetic within runs of equally wide buckets, a choice between runs.
enum BucketExpression {
    private struct Run {
        var start: Int64
        var width: Int64
        var first: Int
    }

    /// An INTEGER expression over the column `time`, for times between the first and the last boundary.
    static func sql(_ boundaries: [Instant]) -> String {
        var runs: [Run] = []
        for index in 0..<boundaries.count - 1 {
            let start = boundaries[index].milliseconds
            let width = max(1, boundaries[index + 1].milliseconds - start)
            if runs.last?.width != width { runs.append(Run(start: start, width: width, first: index)) }
        }
        return "CAST(\(choice(runs[...])) AS INTEGER)"
    }

    private static func choice(_ runs: ArraySlice<Run>) -> String {
        if runs.count == 1, let run = runs.first { return "(time - \(run.start)) // \(run.width) + \(run.first)" }
        let middle = runs.startIndex + runs.count / 2
        return "CASE WHEN time < \(runs[middle].start) THEN \(choice(runs[..<middle])) ELSE \(choice(runs[middle...])) END"
    }
}
