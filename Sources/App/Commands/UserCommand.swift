import ArgumentParser
import Foundation
import NIOHTTP1
import Vocabulary

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Accounts of the console.", subcommands: [List.self, Create.self, LoginLink.self, Disable.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List accounts.")
        @OptionGroup var data: DataOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await Output.explaining {
                let users = try await LocalAccess.open(data.folder) { try await $0.call(.GET, "/api/users?limit=500") }
                if json { return print(users.text) }
                for user in users["items"]?.array ?? [] {
                    print(
                        [user["id"], user["email"], user["role"], user["status"], user["name"]].map { $0?.plainText ?? "–" }.joined(
                            separator: "\t"))
                }
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make an account and print its one-time login.")
        @OptionGroup var data: DataOptions
        @Argument(help: "E-mail address.") var email: String
        @Option(help: "Name to show.") var name: String?
        @Option(help: "admin, marketer, sales or analyst.") var role: String = "admin"

        func run() async throws {
            try await Output.explaining {
                let made = try await LocalAccess.open(data.folder) {
                    try await $0.call(
                        .POST, "/api/users", ["email": .string(email), "name": .string(name ?? email), "role": .string(role)])
                }
                print(made["loginLink"]?.string ?? "made")
            }
        }
    }

    struct LoginLink: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "login-link", abstract: "Print a one-time login for an account.")
        @OptionGroup var data: DataOptions
        @Argument(help: "E-mail address.") var email: String

        func run() async throws {
            try await Output.explaining {
                let link = try await LocalAccess.open(data.folder) { client in
                    try await client.call(.POST, "/api/users/\(try await UserCommand.id(of: email, client))/login-link")
                }
                print(link["link"]?.string ?? "")
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Disable an account and end its sessions.")
        @OptionGroup var data: DataOptions
        @Argument(help: "E-mail address.") var email: String

        func run() async throws {
            try await Output.explaining {
                _ = try await LocalAccess.open(data.folder) { client in
                    try await client.call(.PATCH, "/api/users/\(try await UserCommand.id(of: email, client))", ["status": "disabled"])
                }
                print("disabled")
            }
        }
    }

    static func id(of email: String, _ client: LocalClient) async throws -> String {
        let users = try await client.call(.GET, "/api/users?limit=500")["items"]?.array ?? []
        guard let user = users.first(where: { $0["email"]?.string?.lowercased() == email.lowercased() }), let id = user["id"]?.plainText
        else {
            throw LianluError(.notFound, "There is no account \(email).", hint: "List them with `lianlu user list`.")
        }
        return id
    }
}
