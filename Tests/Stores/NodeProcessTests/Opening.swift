import SessionFormats
import SessionModel
import StoreKit
import Synchronization
import TestSupport

@testable import NodeProcessStore

extension StoreOpening {
    /// An opening of an application's process, to which a person said yes.
    static func of(
        _ shop: NodeShop, options: [String: String] = ["poll": "1"], isReadOnly: Bool = false, isConsented: Bool = true
    ) -> StoreOpening {
        .of(pid: shop.pid, options: options, isReadOnly: isReadOnly, isConsented: isConsented)
    }

    static func of(
        pid: Int32, options: [String: String] = [:], isReadOnly: Bool = false, isConsented: Bool = true
    ) -> StoreOpening {
        let address = StoreAddress(
            scheme: "node", path: "\(pid)", options: options.map { StoreAddress.Option($0.key, $0.value) })
        return StoreOpening(
            address: address, layouts: (SessionFormat.express.layouts + SessionFormat.nodeMap.layouts),
            isReadOnly: isReadOnly, timeout: 10_000, isConsented: isConsented)
    }
}

/// The bytes of a text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The error that an operation throws.
func failure<T>(_ body: () async throws(StoreError) -> T) async -> StoreError? {
    do throws(StoreError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}

extension SessionStore {
    /// Everything a listing delivers.
    func all() async throws -> RecordPage {
        let pages = Mutex(RecordPage())
        let request = ScanRequest(
            pace: .full,
            glance: { key, content, expiry, _, page in
                page.append(key: key, facts: RowFacts(deadline: expiry, size: content.count), user: content)
            })
        try await scan(request) { page in pages.withLock { $0.append(page) } }
        return pages.withLock { $0 }
    }

    /// The content of one record, as text.
    func text(_ key: String) async throws -> String? {
        try await records([SessionKey(key)], limit: 1 << 20)[0]?.content.bytes.map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
