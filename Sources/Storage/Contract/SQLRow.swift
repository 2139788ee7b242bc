/// One row of an answer; valid only inside the closure that receives it. Columns are counted from 0.
public protocol SQLRow {
    /// Whether the column is NULL.
    func isNull(_ column: Int) -> Bool
    /// The integer; 0 when NULL.
    func integer(_ column: Int) -> Int64
    /// The number; 0 when NULL.
    func real(_ column: Int) -> Double
    /// The text; "" when NULL.
    func text(_ column: Int) -> String
    /// The bytes; empty when NULL.
    func blob(_ column: Int) -> [UInt8]
}

extension SQLRow {
    /// The integer, or nil when NULL.
    public func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
    /// The text, or nil when NULL.
    public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    /// True unless 0 or NULL.
    public func bool(_ column: Int) -> Bool { integer(column) != 0 }
}
