/// The advisory locks Lianlu takes in PostgreSQL; the numbers are the letters "Lianlu" and a counter.
enum AdvisoryLock {
    /// One migration at a time.
    static let migration: Int64 = 0x4C69_616E_6C75_0001
    /// The one projector.
    static let projector: Int64 = 0x4C69_616E_6C75_0002
    /// The one writer of the inbox's sequence.
    static let inbox: Int64 = 0x4C69_616E_6C75_0003
}
