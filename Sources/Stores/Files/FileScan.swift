internal import SessionModel
internal import StoreKit

/// One listing: the names in large gulps, and meanwhile and afterwards the files by two readers.
struct FileScan {
    private static let action = "listing sessions"

    private let place: DirectoryPlace
    private let request: ScanRequest
    private let deliver: @Sendable (RecordPage) -> Void

    /// Prepares a listing.
    init(
        _ place: DirectoryPlace, _ request: ScanRequest, _ deliver: @escaping @Sendable (RecordPage) -> Void
    ) {
        self.place = place
        self.request = request
        self.deliver = deliver
    }

    /// Lists everything, or throws `.cancelled`.
    func run(in tree: FileTree) async throws(StoreError) {
        let isShared = FileSystem(of: tree.root).isShared
        let ledger = ScanLedger(request.pace, deliver)
        let first = ScanReader(tree, isShared: isShared, request)
        let second = ledger.isPolite ? nil : ScanReader(tree, isShared: isShared, request)
        let failure = await withTaskGroup(of: SystemFailure?.self) { group in
            group.addTask {
                var failure: SystemFailure?
                do throws(SystemFailure) {
                    try await first.list(into: ledger)
                } catch {
                    failure = error
                }
                ledger.complete()
                if failure == nil { await first.readAll(ledger) { place.isClosed } }
                return failure
            }
            group.addTask {
                await second?.readAll(ledger, whilePolite: false) { place.isClosed }
                return nil
            }
            return await group.reduce(nil) { $0 ?? $1 }
        }
        if let failure { throw place.words.error(failure, while: Self.action) }
        if place.isClosed { throw place.words.closed(while: Self.action) }
        if Task.isCancelled { throw place.words.cancelled(while: Self.action) }
        ledger.finish()
    }
}
