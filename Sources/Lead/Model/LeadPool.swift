import Storage

/// A pool that people claim leads from (公海).
public struct LeadPool: Sendable, Equatable {
    /// Its number.
    public var id: Int64
    /// What people call it.
    public var name: String
    /// Claims of one person a day; 0 for no limit.
    public var claimCap: Int64
    /// Days in which a former owner may not claim.
    public var blockDays: Int64
    /// Idle days after which a lead comes back; 0 for never.
    public var recycleDays: Int64
    /// Leads that lie in it.
    public var leads: Int64

    init(_ row: any SQLRow) {
        id = row.integer(0)
        name = row.text(1)
        claimCap = row.integer(2)
        blockDays = row.integer(3)
        recycleDays = row.integer(4)
        leads = row.integer(5)
    }
}
