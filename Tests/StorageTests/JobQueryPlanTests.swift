import Storage
import TestKit
import Testing

/// The hot statements on jobs go through their narrow partial indexes; a change of schema or statement that loses one fails here.
@Suite struct JobQueryPlanTests {
    @Test(arguments: [
        (
            "SELECT id FROM job WHERE state = 0 AND queue = 'a' AND due_at <= 5 ORDER BY due_at, id LIMIT 5",
            "job_due (queue=? AND due_at<?)"
        ),
        ("SELECT min(due_at) FROM job WHERE state = 0 AND queue = 'a'", "job_due (queue=?)"),
        ("SELECT min(lease_until) FROM job WHERE state = 1", "job_lease"),
        ("UPDATE job SET lease_until = 1 WHERE lease_owner = 'x' AND state = 1 AND lease_until > 0", "job_lease (lease_until>?)"),
        (
            "SELECT id FROM job WHERE state IN (2, 3, 4) AND finished_at < 1 AND (state <> 3 OR finished_at < 2) ORDER BY finished_at LIMIT 3",
            "job_finished (finished_at<?)"
        ),
    ])
    func plan(sql: String, index: String) async throws {
        try await TestStores.withStore(.sqlite) { store in
            let plan = try await store.read { try $0.query("EXPLAIN QUERY PLAN \(sql)", []) { $0.text(3) }.joined(separator: "; ") }
            #expect(plan.contains(index) && !plan.contains("SCAN job;") && !plan.contains("TEMP B-TREE"), "\(plan)")
        }
    }
}
