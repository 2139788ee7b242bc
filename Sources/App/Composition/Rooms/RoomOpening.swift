import Behaviour
import Collect
import Organisation
import Profile
import Storage
import Vocabulary

/// What is there when the rooms to the right of Profile are opened.
struct RoomOpening: Sendable {
    var base: RoomBase
    var behaviour: any BehaviourStore
    var dictionary: EventDictionary
    var settings: SettingsStore
    var sources: SourceRegistry
    var folder: DataFolder
    /// Makes events durable, as the door does.
    var accept: @Sendable ([IncomingEvent]) async throws -> Void
    /// Calls to the outside world.
    var http: HTTPSender
    /// E-mail.
    var mail: MailSender
    var options: Deployment.Options

    /// The deployment's address as customers and staff reach it.
    var publicURL: String {
        let url = options.publicURL ?? "http://localhost:\(options.port)"
        return url.hasSuffix("/") ? String(url.dropLast()) : url
    }
}
