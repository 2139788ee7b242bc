import Crypto
import Foundation
import Vocabulary

extension Touchpoints {
    /// A picture that was uploaded.
    public struct Picture: Sendable {
        /// Its name under `/media/`.
        public var name: String
        /// Its type ("image/png").
        public var type: String
        /// Its bytes.
        public var bytes: [UInt8]
    }

    /// The largest picture in bytes.
    public static let mostPictureBytes = 3 << 20

    /// Keeps a picture under the hash of its bytes. What it is says its beginning, not its name; SVG is refused because it can carry scripts.
    /// Throws `unsupported`, `too_large`, `unavailable`.
    public func keepPicture(_ bytes: [UInt8]) throws -> Picture {
        guard bytes.count <= Self.mostPictureBytes else {
            throw LianluError(.tooLarge, "The picture is larger than 3 MB.", hint: "Make it smaller; 1,200 pixels are wide enough.")
        }
        guard let (ending, type) = Self.kind(of: bytes) else {
            throw LianluError(.unsupported, "This is no picture of a known type.", hint: "Upload PNG, JPEG, GIF or WebP.")
        }
        let name = Base32.encode(Array(SHA256.hash(data: bytes).prefix(20))) + "." + ending
        let path = parts.mediaFolder + "/" + name
        if !FileManager.default.fileExists(atPath: path) {
            do { try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
                throw LianluError(
                    .unavailable, "The picture cannot be stored: \(error.localizedDescription)", hint: "Check the data folder and the disk."
                )
            }
        }
        return Picture(name: name, type: type, bytes: bytes)
    }

    /// An uploaded picture, or nil.
    public func picture(_ name: String) -> Picture? {
        let halves = name.split(separator: ".", omittingEmptySubsequences: false)
        guard halves.count == 2, halves[0].utf8.count == 32, Base32.decode(halves[0]) != nil,
            ["png", "jpg", "gif", "webp"].contains(halves[1]),
            let data = FileManager.default.contents(atPath: parts.mediaFolder + "/" + name)
        else { return nil }
        let bytes = Array(data)
        guard let (_, type) = Self.kind(of: bytes) else { return nil }
        return Picture(name: name, type: type, bytes: bytes)
    }

    /// Ending and type by the first bytes.
    static func kind(of bytes: [UInt8]) -> (ending: String, type: String)? {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return ("png", "image/png") }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return ("jpg", "image/jpeg") }
        if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) { return ("gif", "image/gif") }
        if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) { return ("webp", "image/webp") }
        return nil
    }
}
