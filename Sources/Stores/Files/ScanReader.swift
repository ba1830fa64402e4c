internal import SessionModel
internal import StoreKit

/// One of the threads that read a listing's files.
actor ScanReader {
    /// The rows of the first page, so that it comes at once.
    private static let firstCount = 200
    /// How much of a directory is read at a time, in bytes.
    private static let gulp = 1 << 17
    /// No page is waited for longer than this.
    private static let patience = Duration.milliseconds(100)

    private nonisolated let executor: BlockingExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private var glancer: FileGlancer
    private let tree: FileTree
    private var pending = 0
    private var delivered = ContinuousClock.now

    /// Creates a reader with a thread of its own.
    init(_ tree: FileTree, isShared: Bool, _ request: ScanRequest) {
        executor = BlockingExecutor(label: "curfew files: listing")
        self.tree = tree
        glancer = FileGlancer(
            tree, isShared: isShared, asksForModification: request.asksForModification, glance: request.glance)
    }

    /// Lists the names the layouts claim. Those of the first page are read on the way.
    func list(into ledger: ScanLedger) async throws(SystemFailure) {
        var walk = try TreeWalk(tree)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.gulp, alignment: 16)
        defer { buffer.deallocate() }
        var names = NameList(capacity: Self.gulp)
        func gulp() throws(SystemFailure) -> Bool {
            if walk.level > 0 { names.isNested = true }
            return try walk.next(buffer) { name, kind, isClaimed in
                if isClaimed { names.append(name, kind) }
            }
        }
        var goesOn = true
        while goesOn, names.count < Self.firstCount { goesOn = try gulp() && !Task.isCancelled }
        let first = min(names.count, Self.firstCount)
        ledger.add(names, from: first)
        if !goesOn { ledger.complete() }
        read(names, 0..<first)
        pending = first
        await handOut(ledger)
        while goesOn, !Task.isCancelled {
            names = NameList(capacity: tree.isNested ? 0 : Self.gulp)
            let start = ContinuousClock.now
            goesOn = try gulp()
            // Directories may hold a few names each.
            while goesOn, tree.isNested, names.count < Self.firstCount, !Task.isCancelled { goesOn = try gulp() }
            ledger.add(names)
            if tree.isNested, ledger.isPolite { try? await Task.sleep(for: (ContinuousClock.now - start) * 3) }
        }
    }

    /// Reads share after share until none is left or the task is cancelled.
    ///
    /// - Parameter whilePolite: Whether to go on where the listing turns out to be one that is to be polite.
    func readAll(_ ledger: ScanLedger, whilePolite: Bool = true, _ isStopped: @Sendable () -> Bool) async {
        delivered = .now
        while !Task.isCancelled, !isStopped(), whilePolite || !ledger.isPolite, let share = await ledger.nextShare() {
            let start = ContinuousClock.now
            read(share.names, share.range)
            pending += share.range.count
            if glancer.page.count >= ledger.pageSize || start - delivered > Self.patience { await handOut(ledger) }
            // A quarter of the time at work is three quarters at rest.
            if ledger.isPolite { try? await Task.sleep(for: (ContinuousClock.now - start) * 3) }
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

    private func read(_ names: NameList, _ range: Range<Int>) { Self.read(names, range, with: &glancer) }

    /// The glancer is handed over once: as the reader's own it would be asked for with each name.
    private static func read(_ names: NameList, _ range: Range<Int>, with glancer: inout FileGlancer) {
        names.forEach(in: range) { name, kind in
            glancer.look(at: name, kind, isNested: names.isNested)
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
