/// One page of the customer list.
public struct CustomerPage: Sendable {
    /// The customers.
    public var items: [CustomerSummary]
    /// Where the next page starts; nil at the end. A page may hold fewer than the limit and still have a next one: a rare filter reads at most
    /// some ten thousand rows a request.
    public var next: String?
    /// How many customers match on all pages; only with the first one.
    public var total: Int?
}
