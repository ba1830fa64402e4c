internal import SessionModel
internal import StoreKit

/// One of the threads that read a listing's files.
actor ScanReader {
    /// The rows of the first page, so that it comes at once.
    private static let firstCount = 200
    /// No page is waited for longer than this.
    private static let patience = Duration.milliseconds(100)

    private nonisolated let executor: BlockingExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private var glancer: FileGlancer
    private let directory: Directory
    private var pending = 0
    private var delivered = ContinuousClock.now

    /// Creates a reader with a thread of its own.
    init(_ directory: Directory, isShared: Bool, _ request: ScanRequest) {
        executor = BlockingExecutor(label: "curfew files: listing")
        self.directory = directory
        glancer = FileGlancer(
            directory, isShared: isShared, asksForModification: request.asksForModification, glance: request.glance)
    }

    /// Lists the names the layouts claim. The first page goes out on the way; how many names it stands for comes along.
    func begin(
        _ sessionNames: SessionNames, _ deliver: @Sendable (RecordPage) -> Void
    ) async throws(SystemFailure) -> (names: NameList, first: Int) {
        let listing = try Listing(of: directory)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var names = NameList()
        func gulp(_ size: Int) throws(SystemFailure) -> Bool {
            try listing.next(UnsafeMutableRawBufferPointer(rebasing: buffer[..<size])) { name, kind in
                if sessionNames.claims(name) { names.append(name, kind) }
            }
        }
        var goesOn = true
        while goesOn, names.count < Self.firstCount { goesOn = try gulp(1 << 15) && !Task.isCancelled }
        let first = min(names.count, Self.firstCount)
        read(names, 0..<first)
        await settle()
        var page = glancer.takePage()
        if !goesOn, first == names.count { page.progress = 1 }
        if page.count > 0 { deliver(page) }
        while goesOn, !Task.isCancelled { goesOn = try gulp(buffer.count) }
        return (names, first)
    }

    /// Reads share after share until none is left or the task is cancelled.
    func readAll(_ names: NameList, _ ledger: ScanLedger, isPolite: Bool, isStopped: @Sendable () -> Bool) async {
        let pageSize = names.count > 100_000 ? 4000 : 1000
        delivered = .now
        while !Task.isCancelled, !isStopped(), let share = ledger.nextShare() {
            let start = ContinuousClock.now
            read(names, share)
            pending += share.count
            if glancer.page.count >= pageSize || start - delivered > Self.patience { await handOut(ledger) }
            // A quarter of the time at work is three quarters at rest.
            if isPolite { try? await Task.sleep(for: (ContinuousClock.now - start) * 3) }
        }
        if !Task.isCancelled { await handOut(ledger) }
    }

    private func handOut(_ ledger: ScanLedger) async {
        await settle()
        let page = glancer.takePage()
        if page.count > 0 { ledger.handOut(page, names: pending) }
        pending = 0
        delivered = .now
    }

    private func read(_ names: NameList, _ range: Range<Int>) {
        names.forEach(in: range) { name, kind in
            glancer.look(at: name, kind)
            return !Task.isCancelled
        }
    }

    /// Looks again at what may have been half-written: twice at the most.
    private func settle() async {
        for _ in 0..<2 where !glancer.doubtful.isEmpty {
            try? await Task.sleep(for: .milliseconds(3))
            glancer.lookAgain()
        }
    }
}
