import NIOCore
import Synchronization

/// One ``LoopMail`` for each event loop.
final class LoopMails: Sendable {
    private let mails = Mutex<[ObjectIdentifier: LoopMail]>([:])

    func of(_ loop: any EventLoop) -> LoopMail {
        mails.withLock { mails in
            let key = ObjectIdentifier(loop)
            if let mail = mails[key] { return mail }
            let mail = LoopMail(loop)
            mails[key] = mail
            return mail
        }
    }
}
