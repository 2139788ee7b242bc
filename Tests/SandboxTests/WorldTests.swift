import Sandbox
import Testing
import Vocabulary

@Suite struct WorldTests {
    private static let clock = WallClock { Instant(milliseconds: 1_795_406_400_000) }

    private func send(_ world: SandboxWorld, key: String = "sandbox-wecom") async -> SandboxAnswer? {
        await world.answer(
            "wecom_robot",
            SandboxRequest(
                method: "POST", path: "/cgi-bin/webhook/send", query: [("key", key)],
                body: Array(#"{"msgtype":"markdown","markdown":{"content":"你好"}}"#.utf8)))
    }

    @Test func takesWhatIsRight_refusesWhatIsNot_andKeepsBoth() async {
        let world = SandboxWorld(clock: Self.clock)
        #expect(await send(world)?.body["errcode"]?.int == 0)
        #expect(await send(world, key: "wrong")?.body["errcode"]?.int == 93000)
        #expect(world.counts(of: "wecom_robot") == (1, 1))
        #expect(world.log(of: "wecom_robot").map(\.isAccepted) == [false, true])
        #expect(await world.answer("nobody", SandboxRequest(method: "GET", path: "/"))?.status == 404)
    }

    @Test func limits() async {
        let world = SandboxWorld(clock: Self.clock)
        for _ in 0..<20 { #expect(await send(world)?.isAccepted == true) }
        #expect(await send(world)?.body["errcode"]?.int == 45009)
    }

    @Test func faults() async {
        let world = SandboxWorld(clock: Self.clock)
        world.setFault(.broken, of: "wecom_robot")
        #expect(await send(world)?.status == 503)
        world.setFault(.throttled, of: "wecom_robot")
        #expect(await send(world)?.body["errcode"]?.int == 45009)
        world.setFault(.lost, of: "wecom_robot")
        #expect(await send(world) == nil)
        #expect(world.log(of: "wecom_robot").first?.isAccepted == true)
        world.setFault(.hanging, of: "wecom_robot")
        #expect(await send(world) == nil)
        #expect(world.log(of: "wecom_robot").first?.isAccepted == false)
    }
}
