/// One thing an account or key may do; the console shows or hides by these names.
public enum Permission: String, CaseIterable, Sendable, Hashable {
    /// Numbers of the whole deployment on the first page.
    case overviewRead = "overview.read"
    /// Lists, search, one customer, timeline (within the data scope).
    case customersRead = "customers.read"
    /// Phone numbers and e-mail addresses in clear, one customer at a time, audited.
    case customersReveal = "customers.reveal"
    /// Traits, tags on people, consent, organisation of a customer.
    case customersWrite = "customers.write"
    /// Merge, unbind, decide identity conflicts.
    case customersMerge = "customers.merge"
    /// Everything about one person as a file.
    case customersExport = "customers.export"
    /// Ask for the erasure of a person.
    case customersErase = "customers.erase"
    /// Orders and products.
    case commerceRead = "commerce.read"
    /// The tag catalogue.
    case tagsWrite = "tags.write"
    /// Event analysis.
    case analysisRead = "analyse.read"
    /// Names and descriptions of events and properties.
    case dictionaryRead = "dictionary.read"
    /// Change display names and descriptions of events.
    case dictionaryWrite = "dictionary.write"
    /// Sources, live events, ledger.
    case sourcesRead = "sources.read"
    /// Create and change sources and their keys.
    case sourcesWrite = "sources.write"
    /// State of the parts.
    case healthRead = "health.read"
    /// Upload and run imports.
    case importsWrite = "imports.write"
    /// Bulk downloads.
    case exportsRead = "exports.read"
    /// The organisation tree.
    case organisationRead = "organisation.read"
    /// Change the organisation tree.
    case organisationWrite = "organisation.write"
    /// Accounts and roles.
    case usersManage = "users.write"
    /// API keys.
    case keysManage = "api-keys.write"
    /// The audit log.
    case auditRead = "audit.read"
    /// Settings.
    case settingsRead = "settings.read"
    /// Change settings.
    case settingsWrite = "settings.write"
    /// Origins, links, landing pages, experiments, slots.
    case touchpointsRead = "touchpoints.read"
    /// Change and publish them.
    case touchpointsWrite = "touchpoints.write"
    /// Leads: one's own, those of one's part of the organisation, pools one may claim from.
    case leadsRead = "leads.read"
    /// Follow up, change the stage of, claim and hand back one's own leads.
    case leadsWork = "leads.work"
    /// All leads of the data scope; salespeople, schedules, assignment policies, pools; reassign by hand.
    case leadsManage = "leads.write"
    /// Journeys and their runs.
    case journeysRead = "journeys.read"
    /// Define, publish, pause journeys.
    case journeysWrite = "journeys.write"
    /// Approve a mass send that somebody else asked for.
    case journeysApprove = "journeys.approve"
    /// Messages, attempts and templates.
    case messagesRead = "messages.read"
    /// Change templates, send tests.
    case messagesWrite = "messages.write"
    /// Channel accounts (SMS, mail, robots, webhooks) and their secrets.
    case channelsManage = "channels.write"
    /// Ad accounts, conversions fed back, spend, quality of origins.
    case mediaRead = "media.read"
    /// Change ad accounts and mappings, import spend, send again.
    case mediaWrite = "media.write"
}
