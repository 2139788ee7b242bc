import Testing
import Vocabulary

@Suite struct MoneyTests {
    @Test(
        arguments: [
            ("199", 19_900), ("199.9", 19_990), ("0.05", 5), ("-0.05", -5), ("1,299.00", 129_900), ("+3", 300), ("1.005", 101),
            ("1.004", 100), (".5", 50), ("7.", 700),
        ] as [(String, Int64)])
    func readsYuan(text: String, fen: Int64) { #expect(Money(yuan: text)?.fen == fen) }

    @Test(arguments: ["", "-", ".", "12a", "1.2.3", "--1", "１２", "99999999999999999999", ",5"])
    func refusesWhatIsNoAmount(text: String) { #expect(Money(yuan: text) == nil) }

    @Test func printsBack() {
        for fen in [0, 1, -1, 99, 100, -12_345, 1_000_000_00] as [Int64] { #expect(Money(yuan: Money(fen: fen).description)?.fen == fen) }
    }
}
