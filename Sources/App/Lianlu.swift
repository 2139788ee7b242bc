import ArgumentParser

/// The command line.
@main
struct Lianlu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lianlu",
        abstract: "链路 Lianlu: everything that happens after the ad click, on your own ground.",
        discussion: "Start with `lianlu serve --data-dir DIR`, or `lianlu demo` to look around with sample data.",
        version: Version.text,
        subcommands: [
            ServeCommand.self, DemoCommand.self, SandboxCommand.self, ImportCommand.self, ExportCommand.self, BackupCommand.self,
            RestoreCommand.self,
            UserCommand.self,
            DoctorCommand.self, VersionCommand.self,
        ])
}
