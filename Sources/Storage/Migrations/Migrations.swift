extension Migration {
    /// Every step in order.
    public static let all: [Migration] = [
        .foundation, .organisation, .collect, .identify, .profile, .path, .sharedInbox, .reactions, .touchpoint, .lead, .journey, .deliver,
        .feedback, .journeyVersions, .removal, .lastEvent, .conversionMatch, .activityQuarter,
    ]
}
