import SessionFormats
import SessionModel
import TestSupport
import Testing

@testable import Demo

@Suite struct `The demonstration` {
    private let start = Timestamp(milliseconds: 1_795_000_000_250)

    private func played(seed: UInt64, steps: Int) -> (simulation: DemoSimulation, changes: [DemoChange]) {
        var simulation = DemoSimulation()
        var random = DemoRandom(seed: seed)
        var changes = simulation.open(at: start, random: &random)
        for step in 0..<steps {
            changes += simulation.step(at: start.adding(milliseconds: Int64(step) * 350), random: &random)
        }
        return (simulation, changes)
    }

    @Test func `repeats itself with the same seed, and only then`() {
        #expect(played(seed: 1, steps: 200).changes == played(seed: 1, steps: 200).changes)
        #expect(played(seed: 1, steps: 200).changes != played(seed: 2, steps: 200).changes)
    }

    @Test func `keeps between 40 and 130 visitors for ten minutes`() {
        var simulation = DemoSimulation()
        var random = DemoRandom(seed: 4)
        _ = simulation.open(at: start, random: &random)
        for step in 0..<1_700 {
            _ = simulation.step(at: start.adding(milliseconds: Int64(step) * 350), random: &random)
            #expect((40...130).contains(simulation.visits.count))
        }
    }

    @Test func `writes files that Tina4's format reads, in all four languages`() throws {
        var writers: Set<String> = []
        let layouts = SessionFormat.tina4.layouts.filter { if case .files = $0 { true } else { false } }
        for case .write(let name, let text, let moment) in played(seed: 3, steps: 300).changes {
            let record = StoredRecord(key: SessionKey(name), content: .bytes(Array(text.utf8)), modified: moment)
            let session = try #require(SessionFormat.tina4.read(record, FormatContext(layouts: layouts)), "\(name)")
            #expect(session.viewOnlyReason == nil, "\(text)")
            #expect(session.deadline.moment != nil)
            if let writer = session.writer { writers.insert(String(writer.prefix { $0.isLetter })) }
        }
        #expect(writers == ["Python", "Node", "PHP", "Ruby"])
    }

    @Test func `lets some log in, some leave and some expire`() {
        let changes = played(seed: 5, steps: 1_000).changes
        let removed = changes.count { if case .remove = $0 { true } else { false } }

        #expect(removed > 20)
        #expect(changes.contains { if case .write(_, let text, _) = $0 { text.contains("@shop") } else { false } })
    }

    @Test func `fills a directory, goes on, and stops`() async throws {
        let directory = try TemporaryDirectory()
        let moment = start
        let site = try DemoSite.start(in: directory.path, seed: 4) { moment }

        #expect(try directory.names().count == 64)
        site.stop()
    }
}
