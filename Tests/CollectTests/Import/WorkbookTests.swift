import TestKit
import Testing
import Vocabulary

@testable import Collect

struct WorkbookTests {
    private static func rows(_ path: String) throws -> (columns: [String], rows: [ImportRow]) {
        let reader = try XLSXRows(ZipArchive(ImportFile(path: path)))
        var rows: [ImportRow] = []
        while let row = try reader.next() { rows.append(row) }
        return (reader.columns, rows)
    }

    @Test(arguments: ["orders-openpyxl.xlsx", "orders-xlsxwriter.xlsx"])
    func realWorkbooks(name: String) throws {
        let (columns, rows) = try Self.rows(Fixture.path(name))
        #expect(columns == ["订单号", "手机号", "下单时间", "商品名称", "数量", "单价", "金额", "订单状态", "备注"])
        #expect(rows.map(\.number) == [2, 3, 4, 6])
        let first = Dictionary(uniqueKeysWithValues: rows[0].fields.map { ($0.name, $0.value) })
        #expect(first["手机号"] == 13_800_138_000)
        #expect(first["下单时间"] == "2026-11-01 10:20:00")
        #expect(first["单价"] == 99.5)
        #expect(first["备注"] == "加急 & <礼盒>")
        #expect(rows[2].fields.first { $0.name == "下单时间" }?.value == "2026-11-02")
        #expect(rows[3].fields.contains { $0.name == "手机号" } == false)
    }

    @Test(arguments: 0..<120 as Range<UInt64>)
    func damagedWorkbooksAreRefusedNotFatal(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        var bytes = try Fixture.bytes(seed % 2 == 0 ? "orders-openpyxl.xlsx" : "orders-xlsxwriter.xlsx")
        for _ in 0..<Int.random(in: 1...12, using: &generator) {
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        if Bool.random(using: &generator) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
        try await Fixture.with(bytes, name: "x.xlsx") { path in _ = try? Self.rows(path) }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func anyXMLIsReadOrRefused(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let parts = [
            "<a>", "</a>", "<b x='1' y=\"2\"/>", "text", "&amp;", "&#20013;", "&#x0;", "&x;", "<!--c-->", "<![CDATA[<]]>", "<?p?>", "<",
            ">", "=", "\"", "<!DOCTYPE a>",
        ]
        let text = (0..<20).map { _ in parts.randomElement(using: &generator)! }.joined()
        let reader = XMLReader(MemoryChunks(Array(text.utf8), size: 3))
        var count = 0
        while count < 1_000, (try? reader.next()) != nil { count += 1 }
        #expect(count < 1_000)
    }

    @Test func xml_tokens() throws {
        let reader = XMLReader(
            MemoryChunks(Array("<?xml version='1.0'?><x:row r=\"1\"><c t='s'/>A&amp;&#x4E2D;<![CDATA[<b>]]></x:row>".utf8), size: 4))
        var tokens: [XMLReader.Token] = []
        while let token = try reader.next() { tokens.append(token) }
        #expect(tokens == [.start("row", ["r": "1"]), .start("c", ["t": "s"]), .end("c"), .text("A&中"), .text("<b>"), .end("row")])
    }

    @Test func documentTypesAreRefused() {
        let reader = XMLReader(MemoryChunks(Array("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>".utf8)))
        #expect(throws: LianluError.self) { while try reader.next() != nil {} }
        let deep = XMLReader(MemoryChunks(Array(String(repeating: "<a>", count: 300).utf8)))
        #expect(throws: LianluError.self) { while try deep.next() != nil {} }
    }

    @Test func bombsAreRefused() {
        do {
            let part = try ZipArchive(ImportFile(path: Fixture.path("bomb.xlsx"))).open("xl/worksheets/sheet1.xml")
            while try part?.next().isEmpty == false {}
            Issue.record("the bomb was read")
        } catch {
            #expect((error as? LianluError)?.code == .tooLarge)
        }
    }

    @Test func dateFormats() {
        #expect(SheetStyles.isDateFormat("yyyy-mm-dd"))
        #expect(SheetStyles.isDateFormat("[$-804]yyyy\"年\"m\"月\""))
        #expect(!SheetStyles.isDateFormat("0.00\"day\""))
        #expect(!SheetStyles.isDateFormat("[Red]#,##0"))
        #expect(!SheetStyles.isDateFormat("\"yes\";\"no\""))
    }

    @Test func serialsAndNumbers() throws {
        #expect(SheetNumber.date(46_327, from1904: false) == "2026-11-01")
        #expect(SheetNumber.date(46_327.430555555555, from1904: false) == "2026-11-01 10:20:00")
        #expect(SheetNumber.date(44_865, from1904: true) == "2026-11-01")
        #expect(SheetNumber.date(1, from1904: false) == "1900-01-01")
        #expect(SheetNumber.value("1.3800138E10") == .int(13_800_138_000))
        #expect(SheetNumber.value("19.900000000000002") == .double(19.9))
        #expect(try XLSXRows.column("AB12") == 27)
        #expect(throws: LianluError.self) { try XLSXRows.column("ZZZZ1") }
    }
}
