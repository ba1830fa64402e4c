import Operations
import SessionModel
import StoreKit
import Synchronization

/// A shop of a real framework as an operator looks into it.
protocol ShopWindow: Sendable {
    /// The store the framework writes to, as the program has it open.
    var target: OpenStore { get }
}

/// There is no such session, or not one alone.
struct NoSession: Error {}

extension ShopWindow {
    /// The session of a visitor's id, found as an operator finds it.
    func session(_ id: String) async throws -> Session {
        guard case .one(let session) = try await target.resolve(id, isForAct: true) else { throw NoSession() }
        return session
    }

    /// What a listing shows, by key.
    func list() async throws -> [SessionKey: (user: String?, deadline: Int64)] {
        let pages = Mutex(RecordPage())
        try await target.store.scan(ScanRequest(pace: .full, readsContent: true, glance: target.glance)) { page in
            pages.withLock { $0.append(page) }
        }
        let page = pages.withLock { $0 }
        return Dictionary(
            uniqueKeysWithValues: (0..<page.count).map { (page.key($0), (page.user($0), page.deadlines[$0])) })
    }
}
