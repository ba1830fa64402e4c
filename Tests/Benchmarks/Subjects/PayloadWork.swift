internal import SessionFormats
internal import SessionModel
internal import TestSupport

extension Benchmark {
    /// Reading payloads.
    static let payload = Benchmark(name: "payload", summary: "reading a payload of 280 bytes") {
        let texts = (0..<1000).map { Array(SampleSession($0).payload.utf8) }
        let bytes = texts.reduce(0) { $0 + $1.count }
        Report.say("  -- \(bytes / texts.count) bytes on average")
        let probe = FieldProbe(paths: [["user_id"], ["user_name"], ["role"]])
        Report.line("three fields by probe", nanoseconds(texts) { look(probe, $0) }, unit: "ns", aim: 150)
        let glance = SessionFormat.tina4.glance(FormatContext(layouts: SessionFormat.tina4.layouts))
        let key = Array((Fixtures.prefix + SampleSession(1).id).utf8)
        var page = RecordPage()
        let glancing = nanoseconds(texts) { text in
            if page.count > 4000 { page = RecordPage() }
            key.withUnsafeBytes { glance($0, text, 2_000_000_000_000, RowFacts.unknown, &page) }
        }
        Report.line("a listing's glance", glancing, unit: "ns")
        let parsing = nanoseconds(texts) { _ = try? Payload(parsing: Array($0)) }
        Report.line("the whole payload, lossless", parsing, unit: "ns")
        if let python = Peer.python, let text = texts.first(where: { $0.count >= 280 }),
            let peer = try Peer.words(python, [Peer.script("payload")], input: .bytes(text)).first.flatMap(Double.init)
        {
            Report.line("Python's json.loads (in C)", peer, unit: "ns")
        } else {
            Report.skipped("Python's json", "not installed; try: Tests/install-tools.sh")
        }
    }

    private static func look(_ probe: FieldProbe, _ text: UnsafeRawBufferPointer) {
        withUnsafeTemporaryAllocation(of: Range<Int>.self, capacity: 3) { found in
            _ = probe.look(through: text, found: found)
        }
    }

    /// Nanoseconds a text: the median of nine runs over all, a hundred times each.
    private static func nanoseconds(_ texts: [[UInt8]], _ work: (UnsafeRawBufferPointer) -> Void) -> Double {
        (0..<9).map { _ in
            Clock.work {
                for _ in 0..<100 { for text in texts { text.withUnsafeBytes(work) } }
            } * 1e6 / Double(texts.count * 100)
        }.median
    }
}
