internal import SessionModel
internal import StoreKit

/// A directory as a store of sessions.
actor FileStore: SessionStore {
    nonisolated let identity: StoreIdentity
    private nonisolated let executor = BlockingExecutor(label: "curfew files")
    private nonisolated let place: DirectoryPlace
    private nonisolated let fileNames: FileNames
    private nonisolated let options: FileOptions
    private nonisolated let isReadOnly: Bool

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Creates the store of an address, without touching the directory.
    init(_ opening: StoreOpening) throws(StoreError) {
        let path = opening.address.path
        place = DirectoryPlace(path: path)
        options = try FileOptions(opening.address, place.words)
        fileNames = FileNames(opening.layouts.compactMap(\.files))
        isReadOnly = opening.isReadOnly
        identity = StoreIdentity(engine: "files", address: "file:\(path)")
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
        let directory = try await directory(for: "listing sessions")
        try await FileScan(place, fileNames, request, deliver).run(in: directory)
    }

    func records(_ keys: [SessionKey], limit: Int) throws(StoreError) -> [StoredRecord?] {
        try sessions(for: "reading sessions").records(keys, limit: limit)
    }

    func keys(withPrefix prefix: SessionKey, limit: Int) throws(StoreError) -> [SessionKey] {
        try sessions(for: "looking for a session").keys(withPrefix: prefix, limit: limit)
    }

    func write(_ write: RecordWrite) throws(StoreError) -> WriteOutcome {
        try writable(for: "writing a session").write(write)
    }

    func move(
        _ key: SessionKey, to newKey: SessionKey, expecting: Revision
    ) throws(StoreError) -> MoveOutcome {
        try writable(for: "giving a session another key").move(key, to: newKey, expecting: expecting)
    }

    func end(_ keys: [EndRequest]) throws(StoreError) -> [EndOutcome] {
        try writable(for: "ending sessions").end(keys)
    }

    func restore(_ record: ArchivedRecord) throws(StoreError) -> RestoreOutcome {
        try writable(for: "bringing a session back").restore(record)
    }

    nonisolated func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        try await FileFeed(place, fileNames, options, deliver).run()
    }

    func close() {
        place.close()
    }

    private func directory(for action: String) throws(StoreError) -> Directory {
        try place.directory(while: action)
    }

    private func examined(names: Int) throws(StoreError) -> StoreExamination {
        try Examination(place, fileNames, options, isReadOnly: isReadOnly, names: names).result()
    }

    private func writable(for action: String) throws(StoreError) -> SessionDirectory {
        guard !isReadOnly else { throw place.words.readOnly(while: action) }
        return try sessions(for: action)
    }

    private func sessions(for action: String) throws(StoreError) -> SessionDirectory {
        guard !Task.isCancelled else { throw place.words.cancelled(while: action) }
        return SessionDirectory(
            directory: try place.directory(while: action), fileNames: fileNames, words: place.words)
    }
}
