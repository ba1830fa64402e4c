internal import SessionModel
internal import StoreKit

extension NodeStore {
    func write(_ write: RecordWrite) async throws(StoreError) -> WriteOutcome {
        try await change("writing a session") { attached throws(NodeFailure) in
            guard write.key.isText else { return .gone }
            var given: [JSONValue.Member] = [
                .init("key", .string(write.key.text)), .init("seen", Self.text(write.expecting)),
                .init("content", .null),
            ]
            if let content = write.content {
                guard let text = String(validating: content, as: UTF8.self) else { throw .noText }
                given[2].value = .string(text)
            }
            if case .set(let deadline) = write.expiry { given.append(.init("expiry", Self.expiry(deadline))) }
            switch try Outcome(try attached.run("write", .object(given))) {
            case .done(let record): return .done(record.stored(write.key))
            case .changed(let record): return .changed(record.stored(write.key))
            case .gone, .occupied, .expired: return .gone
            }
        }
    }

    func move(
        _ key: SessionKey, to newKey: SessionKey, expecting: Revision
    ) async throws(StoreError) -> MoveOutcome {
        guard key != newKey else { return .occupied }
        return try await change("giving a session another key") { attached throws(NodeFailure) in
            guard key.isText else { return .gone }
            guard newKey.isText else { throw .noText }
            let given: JSONValue = [
                "key": .string(key.text), "to": .string(newKey.text), "seen": Self.text(expecting),
            ]
            switch try Outcome(try attached.run("move", given)) {
            case .done(let record): return .done(record.stored(newKey))
            case .changed(let record): return .changed(record.stored(key))
            case .occupied: return .occupied
            case .gone, .expired: return .gone
            }
        }
    }

    func end(_ keys: [EndRequest]) async throws(StoreError) -> [EndOutcome] {
        var outcomes: [EndOutcome] = []
        for start in stride(from: 0, to: keys.count, by: 100) {
            let batch = Array(keys[start..<min(start + 100, keys.count)])
            do throws(StoreError) {
                outcomes += try await endBatch(batch)
            } catch {
                // What was ended before must be told: it is all that can bring it back.
                if outcomes.isEmpty { throw error }
                outcomes += keys[start...].map { _ in .failed(error) }
                break
            }
        }
        return outcomes
    }

    private func endBatch(_ batch: [EndRequest]) async throws(StoreError) -> [EndOutcome] {
        try await change("ending sessions") { attached throws(NodeFailure) in
            // An empty key is none that the agent would find.
            let pairs = batch.map { request in
                JSONValue.array([
                    .string(request.key.isText ? request.key.text : ""),
                    request.expecting.map { Self.text($0) } ?? .null,
                ])
            }
            let answer = Array(try attached.run("end", ["keys": .array(pairs)]).children)
            guard answer.count == batch.count else { throw .garbled("an answer of another length") }
            var outcomes: [EndOutcome] = []
            for (request, node) in zip(batch, answer) {
                switch try Outcome(node) {
                case .done(let record): outcomes.append(.done(record.archived(request.key)))
                case .changed(let record): outcomes.append(.changed(record.stored(request.key)))
                case .gone, .occupied, .expired: outcomes.append(.gone)
                }
            }
            return outcomes
        }
    }

    func restore(_ record: ArchivedRecord) async throws(StoreError) -> RestoreOutcome {
        try await change("bringing a session back") { attached throws(NodeFailure) in
            guard record.unkept == nil, record.key.isText,
                let content = String(validating: record.content, as: UTF8.self)
            else { throw .noText }
            var given: [JSONValue.Member] = [
                .init("key", .string(record.key.text)), .init("content", .string(content)),
                .init("isObject", .boolean(record.isSerialized)),
            ]
            if let expiry = record.expiry { given.append(.init("expiry", Self.expiry(expiry))) }
            switch try Outcome(try attached.run("restore", .object(given))) {
            case .done(let found): return .done(found.stored(record.key))
            case .occupied, .changed: return .occupied
            case .expired, .gone: return .expired
            }
        }
    }

    private func change<T>(
        _ action: String, _ body: (Attached) throws(NodeFailure) -> T
    ) async throws(StoreError) -> T {
        if target.isReadOnly { throw NodeFailure.readOnly.inWords(while: action, on: target) }
        return try await perform(action, body)
    }

    /// What was seen, as the agent compares it; what is no text is like nothing there.
    private static func text(_ revision: Revision) -> JSONValue {
        String(validating: revision.content, as: UTF8.self).map(JSONValue.string) ?? .boolean(false)
    }

    private static func expiry(_ deadline: Deadline) -> JSONValue {
        deadline.moment.map { .integer($0.milliseconds) } ?? "never"
    }
}

extension MemoryRecord {
    /// What bringing it back needs.
    fileprivate func archived(_ key: SessionKey) -> ArchivedRecord {
        var record = ArchivedRecord(key: key, content: content, isSerialized: kind == .object, expiry: expiry)
        switch kind {
        case .text: break
        case .foreign: record.unkept = "it is a \(String(decoding: content, as: UTF8.self)), of which nothing was kept"
        case .object: record.unkept = oddity.map { "it holds what JSON has no word for (\($0))" }
        }
        return record
    }
}
