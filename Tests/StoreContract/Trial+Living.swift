internal import SessionModel
internal import StoreKit

extension Trial {
    func throwsWhenClosed() async throws {
        let key = try put("a", "A")
        let store = store
        let change = write(key, over: "A", "new")
        let archived = ArchivedRecord(key: place.key("b"), content: bytes("B"))
        await store.close()
        await store.close()

        try await requireClosed("reading") { _ = try await store.records([key], limit: 10) }
        try await requireClosed("listing") { try await store.scan(ScanRequest(glance: Self.glance)) { _ in } }
        try await requireClosed("finding") { _ = try await store.keys(withPrefix: key, limit: 1) }
        try await requireClosed("examining") { _ = try await store.examine() }
        try await requireClosed("writing") { _ = try await store.write(change) }
        try await requireClosed("moving") {
            _ = try await store.move(key, to: archived.key, expecting: change.expecting)
        }
        try await requireClosed("ending") {
            for outcome in try await store.end([EndRequest(key)]) {
                if case .failed(let error) = outcome { throw error }
            }
        }
        try await requireClosed("restoring") { _ = try await store.restore(archived) }
        try await requireClosed("watching") { try await store.watch { _ in } }
        try requireContent(key, is: bytes("A"), "afterwards")
        try requireContent(archived.key, is: nil, "afterwards")
    }

    private func requireClosed(_ call: String, _ body: @escaping @Sendable () async throws -> Void) async throws {
        do {
            try await within(patience, "\(call) after closing", body)
        } catch is StoreError {
            return
        }
        throw Breach("\(call) did not throw")
    }

    func closingEndsWatch() async throws {
        let watch = Watch(store)
        _ = try await watch.next("anything") { _ in true }

        let store = store
        try await within(patience, "closing") { await store.close() }

        _ = try await within(patience, "the end of the watch") { await watch.end() }
    }

    func takesManyAtOnce() async throws {
        let keys = try (0..<50).map { try put("k\($0)", "0") }
        let store = store

        try await withThrowingTaskGroup(of: Void.self) { group in
            for key in keys {
                group.addTask {
                    for round in 0..<5 {
                        let change = write(key, over: "\(round)", "\(round + 1)")
                        guard case .done = try await store.write(change) else {
                            throw Breach("\(key.text) was not written")
                        }
                        let found = try await store.records([key], limit: 100)[0]
                        try require(found?.content, is: .bytes(bytes("\(round + 1)")), "the content of \(key.text)")
                    }
                }
            }
            group.addTask { for _ in 0..<3 { try require(try await list().count, is: 50, "the number of rows") } }
            try await group.waitForAll()
        }
        for key in keys { try requireContent(key, is: bytes("5"), "at the end") }
    }

    func survivesCancelling() async throws {
        let keys = try (0..<100).map { try put("k\($0)", "content \($0)") }
        let store = store
        for round in 0..<20 {
            let task = Task { try? await store.records(keys, limit: 1000) }
            if round % 2 == 0 { await Task.yield() }
            task.cancel()
            _ = try await within(patience, "the end of a cancelled read") { await task.value }
        }

        let found = try await store.records(keys, limit: 1000)

        try require(found.count, is: 100, "the number of records")
        for (number, record) in found.enumerated() {
            try require(record?.content, is: .bytes(bytes("content \(number)")), "the content of number \(number)")
        }
    }
}
