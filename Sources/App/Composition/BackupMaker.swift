import Behaviour
import Foundation
import Path
import Storage
import Vocabulary

/// Copies all stores at one watermark into a new folder.
struct BackupMaker: Sendable {
    let projector: Projector
    let store: any OperationalStore
    let behaviour: any BehaviourStore
    let folder: DataFolder
    let clock: WallClock

    /// Makes the backup; the folder must not exist yet or be empty.
    func make(in target: String) async throws -> JSONValue {
        let manager = FileManager.default
        if let content = try? manager.contentsOfDirectory(atPath: target), !content.isEmpty {
            throw LianluError(.conflict, "\(target) is not empty.", hint: "Name a new folder for each backup.")
        }
        do {
            try manager.createDirectory(atPath: target, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw LianluError(
                .unavailable, "Cannot make \(target).", hint: "Check the path and the permissions of the user that runs the server.")
        }
        let batch = try await projector.quiesced {
            try await StoreBackup.save(store, dataDirectory: folder.path, to: target)
            try await behaviour.backup(to: target)
            return projector.watermark.value
        }
        // Pictures never change once they have a name, so they need no moment of their own.
        if manager.fileExists(atPath: folder.media) { try manager.copyItem(atPath: folder.media, toPath: target + "/media") }
        let manifest = BackupManifest(version: Version.text, engine: store.engine.rawValue, batch: batch, madeAt: clock.now)
        try Data(manifest.json.bytes).write(to: URL(fileURLWithPath: target + "/" + BackupManifest.file))
        let bytes = ((try? manager.subpathsOfDirectory(atPath: target)) ?? []).reduce(0) { sum, name in
            sum + ((try? manager.attributesOfItem(atPath: target + "/" + name)[.size] as? Int) ?? 0)
        }
        return ["folder": .string(target), "batch": .int(batch), "bytes": .int(bytes), "engine": .string(store.engine.rawValue)]
    }
}
