/// An amount of money in fen (1/100 yuan), exact.
public struct Money: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The amount in fen; negative for money given back.
    public var fen: Int64
    /// An amount given in fen.
    public init(fen: Int64) { self.fen = fen }
    /// Orders by amount.
    public static func < (a: Money, b: Money) -> Bool { a.fen < b.fen }
    /// The sum.
    public static func + (a: Money, b: Money) -> Money { Money(fen: a.fen + b.fen) }
    /// The difference.
    public static func - (a: Money, b: Money) -> Money { Money(fen: a.fen - b.fen) }

    /// Reads a decimal amount in yuan ("199", "199.9", "-0.05", "1,299.00"), rounding half away from zero past two decimals.
    ///
    /// Returns nil for anything else, or when the amount does not fit 64 bits of fen.
    public init?(yuan text: some StringProtocol) {
        var negative = false
        var whole: Int64 = 0
        var fraction: Int64 = 0
        var decimals = 0
        var seenPoint = false
        var digits = 0
        var roundUp = false
        for (offset, byte) in text.utf8.enumerated() {
            switch byte {
            case 0x2D where offset == 0: negative = true
            case 0x2B where offset == 0: break
            case 0x2C where !seenPoint && digits > 0: break
            case 0x2E where !seenPoint: seenPoint = true
            case 0x30...0x39:
                digits += 1
                let digit = Int64(byte - 0x30)
                if !seenPoint {
                    let (product, overflow) = whole.multipliedReportingOverflow(by: 10)
                    guard !overflow, product < Int64.max / 1000 else { return nil }
                    whole = product + digit
                } else if decimals < 2 {
                    fraction = fraction * 10 + digit
                    decimals += 1
                } else {
                    if decimals == 2 { roundUp = digit >= 5 }
                    decimals += 1
                }
            default: return nil
            }
        }
        guard digits > 0 else { return nil }
        if decimals == 1 { fraction *= 10 }
        let amount = whole * 100 + fraction + (roundUp ? 1 : 0)
        fen = negative ? -amount : amount
    }

    /// The amount in yuan with two decimals ("199.90").
    public var description: String {
        let magnitude = fen.magnitude
        let cents = magnitude % 100
        return "\(fen < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
    }
}
