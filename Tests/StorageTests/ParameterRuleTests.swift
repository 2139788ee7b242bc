import Storage
import Testing
import Vocabulary

@Suite struct ParameterRuleTests {
    @Test(arguments: [
        ("SELECT 1", 0), ("SELECT $1, $2", 2), ("SELECT x ->> '$.a' WHERE y = $1", 1), ("SELECT \"$3\", $1", 1),
        ("SELECT $1 -- $9\n, $2", 2), ("SELECT /* $7 '*/ $1", 1), ("SELECT 'it''s $4', $1", 1),
        ("SELECT $1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11", 11),
        ("SELECT '?', $1", 1), ("SELECT 'unfinished $1", 0),
    ])
    func count_ofGoodStatements(sql: String, expected: Int) throws {
        #expect(try ParameterRule.count(in: sql) == expected)
    }

    @Test(arguments: ["SELECT $2", "SELECT $1, $1", "SELECT $2, $1", "SELECT $0", "SELECT ?", "SELECT $1, $3"])
    func count_ofBadStatements_throws(sql: String) {
        #expect(throws: LianluError.self) { try ParameterRule.count(in: sql) }
    }
}
