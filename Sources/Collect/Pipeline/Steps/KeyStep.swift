import Crypto
import Vocabulary

/// The key that makes two deliveries of one record the same: hash of (source, message id), or of (source, record) without an id.
enum KeyStep {
    static let step = Step(name: "key") { wire, context in
        switch wire.sameness {
        case .messageID:
            var id = wire.event.messageID ?? ""
            wire.event.dedupeKey = id.withUTF8 { key(context.grant.source, 1, $0) }
        case .record:
            wire.event.dedupeKey = context.bytes.withUnsafeBufferPointer {
                key(context.grant.source, 2, UnsafeBufferPointer(rebasing: $0[wire.record]))
            }
        case .text(var text):
            wire.event.dedupeKey = text.withUTF8 { key(context.grant.source, 3, $0) }
        }
    }

    static func key(_ source: Int32, _ kind: UInt8, _ bytes: UnsafeBufferPointer<UInt8>) -> Hash128 {
        var hasher = SHA256()
        withUnsafeBytes(of: (UInt32(bitPattern: source).littleEndian, kind)) {
            hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[0..<5]))
        }
        hasher.update(bufferPointer: UnsafeRawBufferPointer(bytes))
        return Hash128(hasher.finalize())
    }
}
