public import Vocabulary

/// What somebody is here; a fixed set of permissions.
public enum Role: String, CaseIterable, Sendable, Hashable {
    /// Everything.
    case admin
    /// Customers, analysis, imports; no accounts, keys or audit.
    case marketer
    /// The customers of the own part of the organisation; no analysis besides the overview, no export.
    case sales
    /// Analysis and masked customers; changes nothing.
    case analyst

    /// The role of that stable name.
    /// - Throws: `bad_request` naming the allowed ones.
    public static func named(_ name: String) throws(LianluError) -> Role {
        guard let role = Role(rawValue: name) else {
            throw LianluError(.badRequest, "There is no role “\(name)”.", hint: "Use one of: admin, marketer, sales, analyst.")
        }
        return role
    }

    /// What the role may do.
    public var permissions: Set<Permission> {
        switch self {
        case .admin: Set(Permission.allCases)
        case .marketer:
            Set(Permission.allCases).subtracting([
                .sourcesWrite, .organisationWrite, .usersManage, .keysManage, .auditRead, .settingsWrite, .channelsManage,
            ])
        case .sales:
            [
                .overviewRead, .customersRead, .customersReveal, .customersWrite, .commerceRead, .dictionaryRead, .healthRead,
                .organisationRead, .leadsRead, .leadsWork, .messagesRead,
            ]
        case .analyst:
            [
                .overviewRead, .customersRead, .commerceRead, .analysisRead, .dictionaryRead, .sourcesRead, .healthRead, .organisationRead,
                .touchpointsRead, .journeysRead, .messagesRead, .mediaRead,
            ]
        }
    }

    /// Whether an account of this role sees nobody until it has a place in the organisation.
    public var needsNode: Bool { self == .sales }
}
