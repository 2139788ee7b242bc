public import Vocabulary

/// What stands in the way of who claims a lead, or deletes what leads need.
extension LianluError.Code {
    /// Somebody else has the lead by now.
    public static let alreadyTaken = LianluError.Code.specific("already_taken", .conflict)
    /// The lead never was in a pool, or is over.
    public static let notInPool = LianluError.Code.specific("not_in_pool", .conflict)
    /// They have claimed as many today as the pool allows.
    public static let poolLimit = LianluError.Code.specific("pool_limit", .conflict)
    /// They had this lead within the pool's block.
    public static let heldBefore = LianluError.Code.specific("held_before", .conflict)
    /// They have as many open leads as they can have.
    public static let atCapacity = LianluError.Code.specific("at_capacity", .conflict)
    /// The salesperson has open leads.
    public static let hasOpenLeads = LianluError.Code.specific("has_open_leads", .conflict)
    /// Leads lie in the pool.
    public static let holdsLeads = LianluError.Code.specific("holds_leads", .conflict)
    /// Rules of assignment name the pool, or the salesperson as their leader.
    public static let namedByRules = LianluError.Code.specific("named_by_rules", .conflict)
    /// The salesperson stands in for somebody who is away, now or later.
    public static let standsIn = LianluError.Code.specific("stands_in", .conflict)
    /// People work by these hours.
    public static let hasPeople = LianluError.Code.specific("has_people", .conflict)
    /// The rule is in force.
    public static let inForce = LianluError.Code.specific("in_force", .conflict)
    /// Leads that the rule gave to somebody wait for an answer.
    public static let answersPending = LianluError.Code.specific("answers_pending", .conflict)
    /// It is the only pool, and rules count on there being one.
    public static let defaultPool = LianluError.Code.specific("default_pool", .conflict)
    /// The caller is no salesperson.
    public static let notASalesperson = LianluError.Code.specific("not_a_salesperson", .forbidden)
}
