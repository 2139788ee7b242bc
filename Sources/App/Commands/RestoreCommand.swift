import ArgumentParser
import Behaviour
import Foundation
import Storage
import Vocabulary

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Make a data folder from a backup.",
        discussion: """
            The data folder must be new, or hold only the key file and the list of erased people (`key`, `erased`), which a backup never contains: put them \
            there first. Whoever was erased after the backup was made is erased again at the next start.
            """)

    @OptionGroup var data: DataOptions
    @Argument(help: "Folder that `lianlu backup` wrote.") var folder: String

    func run() async throws {
        try await Output.explaining {
            let source = DataFolder(folder).path
            let manifest = try BackupManifest(folder: source)
            let target = data.folder
            let manager = FileManager.default
            let present = Set((try? manager.contentsOfDirectory(atPath: target.path)) ?? [])
            guard present.subtracting(["key", "erased", "imports", "media"]).isEmpty else {
                throw LianluError(
                    .conflict, "\(target.path) already holds data.", hint: "Restore into a new folder (with the key file in it).")
            }
            guard present.contains("key") else {
                throw LianluError(
                    .notFound, "There is no key file in \(target.path).",
                    hint: "Copy the `key` file (and `erased`, when there is one) of the backed-up deployment there first.")
            }
            try target.prepare()
            try await restoreOperational(manifest, from: source, to: target)
            try manager.copyItem(atPath: source + "/behaviour.duckdb", toPath: target.behaviour)
            for name in (try? manager.contentsOfDirectory(atPath: source + "/media")) ?? [] where !manager.fileExists(atPath: "\(target.media)/\(name)") {
                try manager.copyItem(atPath: "\(source)/media/\(name)", toPath: "\(target.media)/\(name)")
            }
            try await compare(target, manifest)
            Output.say("Restored batch \(manifest.batch) of \(ISO8601.format(manifest.madeAt)) into \(target.path).")
        }
    }

    private func restoreOperational(_ manifest: BackupManifest, from source: String, to target: DataFolder) async throws {
        let manager = FileManager.default
        let url = ProcessInfo.processInfo.environment["LIANLU_POSTGRES_URL"]
        if manifest.engine == "sqlite" {
            guard url == nil else {
                throw LianluError(.unsupported, "A SQLite backup cannot be restored into PostgreSQL.", hint: "Unset LIANLU_POSTGRES_URL.")
            }
            try manager.copyItem(atPath: source + "/" + StoreBackup.operationalFile, toPath: target.operational)
            try manager.copyItem(atPath: source + "/" + StoreBackup.inboxFile, toPath: target.inbox)
            return
        }
        guard url != nil else {
            throw LianluError(
                .unsupported, "A PostgreSQL backup needs an empty PostgreSQL database.", hint: "Set LIANLU_POSTGRES_URL to it.")
        }
        let store = try await OperationalStores.open(OperationalStores.Configuration(dataDirectory: target.path, postgresURL: url))
        let rows = try await StoreBackup.load(dump: source + "/" + StoreBackup.dumpFile, into: store)
        await store.close()
        Output.say("\(rows) rows loaded.")
    }

    /// Refuses stores that do not stand at the backup's watermark.
    private func compare(_ target: DataFolder, _ manifest: BackupManifest) async throws {
        let behaviour = try await DuckDBStore.open(DuckDBOptions(path: target.behaviour))
        let batch = try await behaviour.progress().batch
        await behaviour.close()
        let configuration = OperationalStores.Configuration(
            dataDirectory: target.path, postgresURL: ProcessInfo.processInfo.environment["LIANLU_POSTGRES_URL"])
        let store = try await OperationalStores.open(configuration)
        let projected = try await store.read { tx in try tx.first("SELECT batch FROM projection WHERE id = 1") { $0.integer(0) } ?? 0 }
        await store.close()
        guard batch == manifest.batch, projected == manifest.batch else {
            throw LianluError(
                .unusableData,
                "The stores of the backup stand at different batches (\(projected) and \(batch), expected \(manifest.batch)).",
                hint: "This backup is not whole; use another one.")
        }
    }
}
