internal import SessionModel
internal import StoreKit

/// One listing: the names in large gulps, then the files by two readers.
struct FileScan {
    private static let action = "listing sessions"
    /// From here on `bySize` is polite.
    private static let large = 100_000

    private let place: DirectoryPlace
    private let sessionNames: SessionNames
    private let request: ScanRequest
    private let deliver: @Sendable (RecordPage) -> Void

    /// Prepares a listing.
    init(
        _ place: DirectoryPlace, _ sessionNames: SessionNames, _ request: ScanRequest,
        _ deliver: @escaping @Sendable (RecordPage) -> Void
    ) {
        self.place = place
        self.sessionNames = sessionNames
        self.request = request
        self.deliver = deliver
    }

    /// Lists everything, or throws `.cancelled`.
    func run(in directory: Directory) async throws(StoreError) {
        let isShared = FileSystem(of: directory).isShared
        let reader = ScanReader(directory, isShared: isShared, request)
        let names: NameList
        let first: Int
        do throws(SystemFailure) {
            (names, first) = try await reader.begin(sessionNames, deliver)
        } catch {
            throw place.words.error(error, while: Self.action)
        }
        try await read(names, from: first, reader, ScanReader(directory, isShared: isShared, request))
    }

    private func read(
        _ names: NameList, from first: Int, _ reader: ScanReader, _ second: ScanReader
    ) async throws(StoreError) {
        let ledger = ScanLedger(total: names.count, from: first, deliver)
        let place = place
        let isPolite = isPolite(names.count)
        let readers = isPolite ? [reader] : [reader, second]
        await withTaskGroup { group in
            for reader in readers {
                group.addTask { await reader.readAll(names, ledger, isPolite: isPolite) { place.isClosed } }
            }
        }
        if place.isClosed { throw place.words.closed(while: Self.action) }
        if Task.isCancelled { throw place.words.cancelled(while: Self.action) }
    }

    private func isPolite(_ count: Int) -> Bool {
        switch request.pace {
        case .full: false
        case .polite: true
        case .bySize: count > Self.large
        }
    }
}
