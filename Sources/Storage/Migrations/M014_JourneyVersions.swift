extension Migration {
    /// A version that waits for approval stands beside the one people come into; who approved which; old runs can be found.
    static let journeyVersions = Migration(
        14, "journey versions",
        [
            // pending: the version that waits for approval, 0 for none
            "ALTER TABLE journey ADD COLUMN pending INT NOT NULL DEFAULT 0",
            "ALTER TABLE journey_version ADD COLUMN approved_by TEXT NOT NULL DEFAULT ''",
            "INSERT INTO journey_version(journey, version, definition, published_at, published_by) SELECT j.id, 1 + (SELECT coalesce(max(v.version), 0) FROM journey_version v WHERE v.journey = j.id AND v.version > 0), j.draft, j.updated_at, j.requested_by FROM journey j WHERE j.state = 'pending'",
            "UPDATE journey SET pending = (SELECT max(v.version) FROM journey_version v WHERE v.journey = journey.id) WHERE state = 'pending'",
            "UPDATE journey SET state = 'published' WHERE state = 'pending' AND version > 0",
            "UPDATE journey_version SET approved_by = coalesce((SELECT j.approved_by FROM journey j WHERE j.id = journey_version.journey AND j.version = journey_version.version), '')",
            "UPDATE journey_run SET ended_at = entered_at WHERE state = 'done' AND ended_at IS NULL",
            "CREATE INDEX journey_run_ended ON journey_run (ended_at, id) WHERE state = 'done'",
            "CREATE INDEX journey_run_inside ON journey_run (journey, version, node) WHERE state = 'waiting' AND is_test = 0",
        ])
}
