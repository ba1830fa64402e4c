internal import SessionModel
internal import StoreKit

/// A directory as a store of sessions.
actor FileStore: SessionStore {
    nonisolated let identity: StoreIdentity
    private nonisolated let executor = BlockingExecutor(label: "curfew files")
    nonisolated let place: DirectoryPlace
    nonisolated let fileNames: FileNames
    private nonisolated let options: FileOptions
    private nonisolated let isReadOnly: Bool

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Creates the store of an address, without touching the directory.
    init(_ opening: StoreOpening) throws(StoreError) {
        let path = opening.address.path
        options = try FileOptions(opening.address, FileStoreWords(path: path))
        fileNames = FileNames(opening.layouts.compactMap(\.files))
        place = DirectoryPlace(path: path, fileNames, depth: options.depth)
        isReadOnly = opening.isReadOnly
        identity = StoreIdentity(engine: "files", address: "file:\(path)", fixedAddress: "file:\(place.path)")
    }

    /// Sees whether the directory is there and may be looked into.
    func check() throws(StoreError) {
        try DirectoryRights(place.directory(while: "opening it")).check(place.words)
    }

    var abilities: StoreAbilities {
        guard let examination = try? examined(names: 200) else { return [] }
        return examination.abilities
    }

    func examine() throws(StoreError) -> StoreExamination {
        try examined(names: 20_000)
    }

    nonisolated func scan(
        _ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void
    ) async throws(StoreError) {
        try await FileScan(place, request, deliver).run(in: treeForListing())
    }

    func records(_ keys: [SessionKey], limit: Int) throws(StoreError) -> [StoredRecord?] {
        try inDirectories(
            keys, of: { $0 }, for: "reading sessions", missing: nil, failed: { error throws(StoreError) in throw error }
        ) { (sessions, keys) throws(StoreError) in
            try sessions.records(keys, limit: limit)
        }
    }

    func keys(withPrefix prefix: SessionKey, limit: Int) throws(StoreError) -> [SessionKey] {
        let action = "looking for a session"
        let tree = try tree(for: action)
        do throws(SystemFailure) {
            return try tree.keys(withPrefix: prefix, limit: limit)
        } catch {
            throw place.words.error(error, while: action)
        }
    }

    func write(_ write: RecordWrite) throws(StoreError) -> WriteOutcome {
        let action = "writing a session"
        try refuseReadOnly(for: action)
        return try sessions(of: write.key, for: action)?.write(write) ?? .gone
    }

    func move(
        _ key: SessionKey, to newKey: SessionKey, expecting: Revision
    ) throws(StoreError) -> MoveOutcome {
        let action = "giving a session another key"
        try refuseReadOnly(for: action)
        guard let sessions = try sessions(of: key, for: action) else { return .gone }
        let target = try destination(of: newKey, for: action)
        return try sessions.move(key, to: newKey, in: target, expecting: expecting)
    }

    func end(_ keys: [EndRequest]) throws(StoreError) -> [EndOutcome] {
        let action = "ending sessions"
        try refuseReadOnly(for: action)
        // What other directories' sessions came to is told whatever happens to one: they are ended.
        return try inDirectories(keys, of: \.key, for: action, missing: .gone, failed: { .failed($0) }) { $0.end($1) }
    }

    func restore(_ record: ArchivedRecord) throws(StoreError) -> RestoreOutcome {
        let action = "bringing a session back"
        try refuseReadOnly(for: action)
        return try destination(of: record.key, for: action).restore(record)
    }

    nonisolated func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        try await FileFeed(place, options, deliver).run()
    }

    func close() {
        place.close()
    }

    private func examined(names: Int) throws(StoreError) -> StoreExamination {
        try Examination(place, fileNames, options, isReadOnly: isReadOnly, names: names).result()
    }

    private func refuseReadOnly(for action: String) throws(StoreError) {
        guard !isReadOnly else { throw place.words.readOnly(while: action) }
    }
}
