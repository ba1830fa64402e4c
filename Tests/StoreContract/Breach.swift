/// A promise that was not kept: which, and how it showed.
public struct Breach: Error, CustomStringConvertible {
    /// What was seen.
    public var description: String

    init(_ description: String) { self.description = description }
}

/// Goes on only where the condition holds.
func require(_ condition: Bool, _ otherwise: @autoclosure () -> String) throws {
    if !condition { throw Breach(otherwise()) }
}

/// Goes on only where both are equal.
func require<Value: Equatable>(_ value: Value, is expected: Value, _ what: String) throws {
    if value != expected { throw Breach("\(what) is \(brief(value)) instead of \(brief(expected))") }
}

private func brief(_ value: some Any) -> String {
    let text = "\(value)"
    return text.utf8.count > 400 ? "\(text.prefix(400))…" : text
}

/// How long anything may take that should be there at once: much, since tests share a machine.
let patience = Duration.seconds(30)

/// What `body` gives, if it does so in time.
func within<Value: Sendable>(
    _ limit: Duration, _ what: String, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw Breach("\(what): not within \(limit)")
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}
