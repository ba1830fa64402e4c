import SessionModel
import StoreKit
import Synchronization
import Testing

/// The keys that one listing names, in the order they came, and closes the store; `between` runs after the first page.
func listedKeys(
    of store: any SessionStore, _ pace: ScanRequest.Pace = .full,
    between: @escaping @Sendable () throws -> Void = {}
) async throws -> [String] {
    let keys = Mutex<[String]>([])
    let request = ScanRequest(pace: pace) { key, _, _, _, page in page.append(key: key, deadline: 0) }
    try await store.scan(request) { page in
        let isFirst = keys.withLock { keys in
            defer { for row in 0..<page.count { keys.append(page.key(row).text) } }
            return keys.isEmpty
        }
        if isFirst { #expect(throws: Never.self) { try between() } }
    }
    await store.close()
    return keys.withLock { $0 }
}
