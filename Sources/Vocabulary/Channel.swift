/// Where something happens or where we speak with a customer. Not the origin (来源渠道), which is what brought the customer.
public enum Channel: UInt8, CaseIterable, Sendable, Hashable {
    case other = 0
    case web = 1
    case h5 = 2
    case app = 3
    case miniProgram = 4
    case wecom = 5
    case officialAccount = 6
    case douyin = 7
    case shop = 8
    case store = 9
    case sms = 10
    case email = 11
    case server = 12

    /// The stable name in the API and in exports ("mini_program").
    public var name: String {
        switch self {
        case .other: "other"
        case .web: "web"
        case .h5: "h5"
        case .app: "app"
        case .miniProgram: "mini_program"
        case .wecom: "wecom"
        case .officialAccount: "official_account"
        case .douyin: "douyin"
        case .shop: "shop"
        case .store: "store"
        case .sms: "sms"
        case .email: "email"
        case .server: "server"
        }
    }

    /// The channel of that stable name, or nil.
    public init?(name: some StringProtocol) {
        guard let match = Channel.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
}
