internal import SessionModel
internal import StoreKit

extension SessionDirectory {
    /// What `write` does, in an error.
    static let writing = "writing a session"

    /// Writes a record if the file still holds what the write expects.
    func write(_ write: RecordWrite) throws(StoreError) -> WriteOutcome {
        guard let name = name(of: write.key) else { return .gone }
        guard write.expiry == .keep else { throw words.noDeadline(while: Self.writing) }
        if fileNames.replacement(of: write.key) == .inPlace {
            guard let file = try LockedFile(name, in: self, while: Self.writing) else { return .gone }
            return try file.write(write)
        }
        if let outcome = try refusal(of: name, write.expecting, while: Self.writing) { return outcome }
        guard let content = write.content else {
            return try told(Self.writing) { () throws(SystemFailure) in try setTime(of: name, write) }
        }
        return try replace(name, write, content)
    }

    private func replace(
        _ name: FileName, _ write: RecordWrite, _ content: [UInt8]
    ) throws(StoreError) -> WriteOutcome {
        let old = try told(Self.writing) { () throws(SystemFailure) in try directory.openIfThere(name) }
        guard let old else { return .gone }
        var replacement = try Replacement(of: name, old, in: self, write, content)
        return try directory.inTurn { () throws(StoreError) in try replacement.run() }
    }

    /// Why a write may not be made: the answer, or nil where the file holds what is expected.
    func refusal(
        of name: FileName, _ expected: Revision, while action: String
    ) throws(StoreError) -> WriteOutcome? {
        let found = try told(action) { () throws(SystemFailure) in
            let limit = max(Self.wholeLimit, expected.content.count)
            return try directory.snapshot(of: name, expecting: expected.content, limit: limit)
        }
        guard let found else { return .gone }
        if case .foreign(let kind) = found.content { throw words.foreign(kind, while: action) }
        return found.content == .bytes(expected.content) ? nil : .changed(record(found, name.key))
    }

    private func setTime(of name: FileName, _ write: RecordWrite) throws(SystemFailure) -> WriteOutcome {
        guard let file = try directory.openIfThere(name) else { return .gone }
        if case .set(let time) = write.modified { try file.setModified(FileTime(time)) }
        guard let now = try current(name) else { return .gone }
        guard now.revision != write.expecting else { return .done(now) }
        // Somebody wrote while the time was set. That was just now, which is what the file has to say.
        if case .set = write.modified { try file.setModified(.now) }
        return .changed(now)
    }
}
