internal import Glibc
internal import SessionModel
internal import StoreKit

extension SessionDirectory {
    private static let moving = "giving a session another key"

    /// Gives a file another name, if it holds what is expected and the name is free. Its content, rights and times stay.
    ///
    /// - Parameter target: The directory that the new name is in; nil for this one.
    func move(
        _ key: SessionKey, to newKey: SessionKey, in target: SessionDirectory? = nil, expecting: Revision
    ) throws(StoreError) -> MoveOutcome {
        let target = target ?? self
        guard let name = name(of: key) else { return .gone }
        guard let newName = target.name(of: newKey) else { throw words.unclaimed(while: Self.moving) }
        guard fileNames.replacement(of: key) == .inPlace else { return try move(name, to: newName, target, expecting) }
        // A request under way would go on writing to the file under its new name.
        guard let file = try LockedFile(name, in: self, while: Self.moving) else { return .gone }
        let outcome = try move(name, to: newName, target, expecting)
        file.unlock()
        return outcome
    }

    private func move(
        _ name: FileName, to newName: FileName, _ target: SessionDirectory, _ expecting: Revision
    ) throws(StoreError) -> MoveOutcome {
        switch try refusal(of: name, expecting, while: Self.moving) {
        case .changed(let record): return .changed(record)
        case .gone: return .gone
        case .done, nil: break
        }
        reached(.prepared)
        return try told(Self.moving) { () throws(SystemFailure) in
            do throws(SystemFailure) {
                try directory.renameToFreeName(name, newName, in: target.directory)
            } catch {
                if error.number == EEXIST { return .occupied }
                guard error.isMissing else { throw error }
                return .gone
            }
            reached(.exchanged)
            return try settleMove(name, newName, target, expecting)
        }
    }

    /// Looks at what was moved, and moves it back if somebody had written to it.
    private func settleMove(
        _ name: FileName, _ newName: FileName, _ target: SessionDirectory, _ expected: Revision
    ) throws(SystemFailure) -> MoveOutcome {
        let limit = max(Self.wholeLimit, expected.content.count)
        let found = try target.directory.snapshot(of: newName, expecting: expected.content, limit: limit)
        guard let found else { return .gone }
        if found.content == .bytes(expected.content) {
            target.directory.synchronize()
            if target.place != place { directory.synchronize() }
            return .done(target.record(found, newName.key))
        }
        try target.putBack(newName, as: name, in: directory)
        guard let now = try current(name) else { return .gone }
        return .changed(now)
    }

    /// Gives a file its name back. If that lives again, what lives there is newer, and the file is removed.
    ///
    /// - Parameter formerDirectory: The directory that it had it in; nil for this one.
    func putBack(
        _ name: FileName, as former: FileName, in formerDirectory: Directory? = nil
    ) throws(SystemFailure) {
        do throws(SystemFailure) {
            try directory.renameToFreeName(name, former, in: formerDirectory)
        } catch {
            guard error.number == EEXIST else { throw error }
            try directory.remove(name)
        }
    }
}
