import Behaviour
import TestKit
import Testing
import Vocabulary

@Suite struct AppendTests {
    @Test func append_keepsEveryColumn() async throws {
        try await TestFolder.with { folder in
            let store = try await Samples.open(folder)
            var facts = EventFacts()
            facts.path = "/p/1"
            facts.title = "十二个字符以内"
            facts.referrerHost = "www.example.com"
            facts.utmSource = "baidu"
            facts.utmMedium = "cpc"
            facts.utmCampaign = "双十一大促销活动第一波"
            facts.clickPlatform = "tencent_ads"
            facts.clickID = "wx0abc"
            facts.os = "iOS"
            facts.browser = "WeChat"
            facts.device = "mobile"
            facts.origin = ""
            facts.amountFen = -12_345
            let full = Samples.event(
                7, leaf: .max, code: -3, time: -1, source: 9, channel: .miniProgram, properties: #"{"a":"é","long":"0123456789abcdef"}"#,
                facts: facts,
                messageID: "m-1")
            let bare = Samples.event(8)
            #expect(try await store.append([full, bare], progress: Samples.progress(1, stored: [1: 1, 9: 1])))
            var read: [StoredEvent] = []
            for leaf in [UInt32.max, 1] { read += try await store.timeline(TimelineQuery(leaves: [LeafNumber(leaf)])) }
            #expect(read == [StoredEvent(full), StoredEvent(bare)])
            await store.close()
        }
    }

    @Test func append_ofABatchNotPastTheStoredOne_changesNothing() async throws {
        try await TestFolder.with { folder in
            var store = try await Samples.open(folder)
            var progress = Samples.progress(5, stored: [1: 1])
            progress.duplicate = [1: 2, 2: 1]
            progress.rejected = [2: ["erased": 3, "quote\"d": 1]]
            #expect(try await store.append([Samples.event(1)], progress: progress))
            #expect(try await store.append([Samples.event(2)], progress: progress) == false)
            #expect(try await store.append([Samples.event(3)], progress: Samples.progress(4)) == false)
            #expect(try await store.append([], progress: Samples.progress(6, stored: [1: 1])))
            #expect(try await store.size().events == 1)
            await store.close()

            store = try await Samples.open(folder)
            #expect(try await store.progress() == Samples.progress(6, stored: [1: 1]))
            #expect(try await store.append([Samples.event(2)], progress: Samples.progress(6)) == false)
            progress.batch = 7
            #expect(try await store.append([Samples.event(2)], progress: progress))
            await store.close()
            store = try await Samples.open(folder)
            #expect(try await store.progress() == progress)
            #expect(try await store.recount() == [1: 2])
            await store.close()
        }
    }

    @Test func append_ofAnOrdinalThatIsStored_isRefusedAsAWhole() async throws {
        try await TestFolder.with { folder in
            let store = try await Samples.open(folder)
            try await store.append([Samples.event(1), Samples.event(2)], progress: Samples.progress(1))
            await #expect(throws: LianluError.self) {
                try await store.append([Samples.event(3), Samples.event(2)], progress: Samples.progress(2))
            }
            #expect(try await store.size().events == 2)
            #expect(try await store.progress().batch == 1)
            try await store.append([Samples.event(3)], progress: Samples.progress(2))
            #expect(try await store.timeline(TimelineQuery(leaves: [LeafNumber(1)])).map(\.ordinal) == [3, 2, 1])
            await store.close()
        }
    }

    @Test func append_overManyChunks_countsAll() async throws {
        try await TestFolder.with { folder in
            let store = try await Samples.open(folder)
            var next: Int64 = 1
            for (batch, count) in [1, 2047, 2048, 2049, 9_000].enumerated() {
                let events = (next..<next + Int64(count)).map { ordinal in
                    Samples.event(
                        ordinal, leaf: UInt32(ordinal % 7) + 1, source: Int32(ordinal % 3),
                        properties: #"{"n":\#(ordinal),"text":"more than twelve"}"#)
                }
                try await store.append(events, progress: Samples.progress(Int64(batch + 1)))
                next += Int64(count)
            }
            #expect(try await store.recount().values.reduce(0, +) == Int(next - 1))
            let collected = Recorder()
            try await store.export(ExportQuery()) { events in
                for event in events {
                    #expect(String(decoding: event.properties, as: UTF8.self) == #"{"n":\#(event.ordinal),"text":"more than twelve"}"#)
                    collected.add(String(event.ordinal))
                }
            }
            #expect(collected.items == (1..<next).map { String($0) })
            await store.close()
        }
    }

    @Test func calls_afterClose_throw() async throws {
        try await TestFolder.with { folder in
            let store = try await Samples.open(folder)
            await store.close()
            await #expect(throws: LianluError.self) { try await store.append([], progress: Samples.progress(1)) }
            await #expect(throws: LianluError.self) { try await store.size() }
        }
    }
}
