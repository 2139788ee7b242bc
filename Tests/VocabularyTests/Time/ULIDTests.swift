import Testing
import Vocabulary

@Suite struct ULIDTests {
    @Test func text_readsBackAndSortsByTime() {
        var earlier: ULID?
        for step in 0..<1_000 {
            let id = ULID(at: Instant(milliseconds: 1_795_406_400_000 + Int64(step) * 7), entropy: .system)
            #expect(ULID(id.description) == id)
            #expect(ULID(id.description.lowercased()) == id)
            #expect(id.instant.milliseconds == 1_795_406_400_000 + Int64(step) * 7)
            if let earlier {
                #expect(earlier < id)
                #expect(earlier.description < id.description)
            }
            earlier = id
        }
    }

    @Test func text_isTheStandardsForm() {
        #expect(ULID(high: 0, low: 1).description == "00000000000000000000000001")
        #expect(ULID(high: .max, low: .max).description == "7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
        // The time part of the standard's own example.
        #expect(ULID("01ARYZ6S41TSV4RRFFQ69G5FAV")?.instant.milliseconds == 1_469_918_176_385)
    }

    @Test(arguments: [
        "", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "0000000000000000000000000U", "0000000000000000000000000", "0000000000000000000000000\u{E9}",
    ])
    func init_refusesOthers(text: String) { #expect(ULID(text) == nil) }
}
