import Organisation
import Storage
import TestKit
import Testing
import Vocabulary

@Suite struct SettingsTests {
    @Test(arguments: TestStores.available)
    func change_keepsOnlyWhatWasChanged(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            #expect(try await room.settings.read().timeZone == "Asia/Shanghai")
            let changed = try await room.settings.change(
                [
                    "name": "某品牌", "dedupeDays": 14, "identity": ["kinds": [["kind": "phone", "strength": "strong"], ["kind": "vin"]]],
                    "retention": ["auditDays": 365],
                ],
                by: .commandLine)
            #expect(changed.name == "某品牌")
            let read = try await room.settings.read()
            #expect(read == changed)
            #expect(
                read.identity == [
                    .init(kind: "phone", strength: "strong", exclusive: true), .init(kind: "vin", strength: "weak", exclusive: false),
                ])
            #expect(read.retention.auditDays == 365)
            let rows = try await room.store.read { tx in try tx.query("SELECT name FROM setting ORDER BY name", []) { $0.text(0) } }
            #expect(rows == ["settings.dedupeDays", "settings.identity", "settings.name", "settings.retention"])
            #expect(try await room.actions() == ["settings.update"])
        }
    }

    @Test(
        arguments: [
            ["timeZone": "Mars/Base"], ["dedupeDays": 3], ["dedupeDays": "7"], ["name": ""], ["weekStart": "friday"], ["colour": "red"],
            ["identity": ["kinds": [["kind": "Phone Number"]]]], ["identity": ["kinds": [["kind": "phone", "strength": "huge"]]]],
            ["retention": ["orderDays": 1]], ["locale": "fr"], [1, 2],
        ] as [JSONValue])
    func changed_byWhatIsNotAcceptable_saysSo(change: JSONValue) {
        let error = #expect(throws: LianluError.self) { try Settings().changed(by: change) }
        #expect(error?.code == .badRequest)
        #expect(error?.hint.isEmpty == false)
    }

    @Test func json_readsBackAsItself() throws {
        var settings = Settings()
        settings.identity = [.init(kind: "phone", strength: "medium", exclusive: true)]
        settings.name = "品牌"
        #expect(try Settings().changed(by: settings.json) == settings)
    }
}
