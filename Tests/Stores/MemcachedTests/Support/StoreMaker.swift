import SessionModel
import StoreKit
import Synchronization
import TestSupport

@testable import MemcachedStore

/// What the keys of sessions begin with in these tests.
let prefix = "tina4:session:"

/// A key of a session.
func key(_ id: String) -> SessionKey { SessionKey(prefix + id) }

/// The bytes of a text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

extension StoreOpening {
    /// An opening of a server on loopback.
    static func of(
        port: Int, user: String? = nil, password: String? = nil, options: [String: String] = ["poll": "1"],
        isReadOnly: Bool = false, timeout: Int = 5000
    ) -> StoreOpening {
        StoreOpening(
            address: StoreAddress(
                scheme: "memcached", user: user, password: password.map(Secret.init),
                hosts: [.init("127.0.0.1", port: UInt16(port))],
                options: options.map { StoreAddress.Option($0.key, $0.value) }),
            layouts: [.keyValue(KeyValueLayout(prefix: prefix))], isReadOnly: isReadOnly, timeout: timeout)
    }
}

extension MemcachedStore {
    /// Everything a listing delivers.
    func all(pace: ScanRequest.Pace = .full, readsContent: Bool = false) async throws -> RecordPage {
        let pages = Mutex(RecordPage())
        try await scan(
            ScanRequest(
                pace: pace, readsContent: readsContent,
                glance: { key, content, expiry, _, page in
                    page.append(key: key, facts: RowFacts(deadline: expiry, size: content.count), user: content)
                })
        ) { page in pages.withLock { $0.append(page) } }
        return pages.withLock { $0 }
    }
}

extension MemcachedServer {
    /// Stores one session.
    func put(_ id: String, _ content: String = "{}", flags: UInt32 = 0, seconds: Int64? = 3600) throws {
        try put([(key(id).bytes, bytes(content))], flags: flags, seconds: seconds)
    }

    /// The content of a session.
    func content(_ id: String) throws -> String? {
        try item(key(id).bytes).map { String(decoding: $0.content, as: UTF8.self) }
    }
}

/// The error that an operation throws.
func failure<T>(_ body: () async throws(StoreError) -> T) async -> StoreError? {
    do throws(StoreError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}
