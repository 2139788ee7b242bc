import Organisation
import Testing
import Vocabulary

@Suite struct RoleTests {
    @Test func admin_mayEverything() { #expect(Role.admin.permissions == Set(Permission.allCases)) }

    @Test(arguments: [Permission.usersManage, .keysManage, .auditRead, .sourcesWrite, .settingsWrite, .organisationWrite])
    func onlyAdmin_mayAdminister(permission: Permission) {
        #expect(Role.allCases.filter { $0.permissions.contains(permission) } == [.admin])
    }

    @Test func analyst_neitherWritesNorReveals() {
        let writes: Set<Permission> = [
            .customersReveal, .customersWrite, .customersMerge, .customersErase, .customersExport, .tagsWrite, .dictionaryWrite,
            .importsWrite, .exportsRead,
        ]
        #expect(Role.analyst.permissions.isDisjoint(with: writes))
        #expect(Role.analyst.permissions.contains(.analysisRead))
    }

    @Test func sales_hasNoAnalysisAndNoExport() {
        #expect(Role.sales.permissions.isDisjoint(with: [.analysisRead, .exportsRead, .customersExport, .customersMerge, .importsWrite]))
        #expect(Role.sales.permissions.isSuperset(of: [.overviewRead, .customersRead, .customersReveal]))
    }

    @Test func named_unknown_saysWhichThereAre() {
        let error = #expect(throws: LianluError.self) { try Role.named("boss") }
        #expect(error?.hint.contains("analyst") == true)
    }
}
