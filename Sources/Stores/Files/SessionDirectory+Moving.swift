internal import Glibc
internal import SessionModel
internal import StoreKit

extension SessionDirectory {
    private static let moving = "giving a session another key"

    /// Gives a file another name, if it holds what is expected and the name is free. Its content, rights and times stay.
    func move(_ key: SessionKey, to newKey: SessionKey, expecting: Revision) throws(StoreError) -> MoveOutcome {
        guard let name = name(of: key) else { return .gone }
        guard let newName = self.name(of: newKey) else { throw words.unclaimed(while: Self.moving) }
        guard fileNames.replacement(of: key) == .inPlace else { return try move(name, to: newName, expecting) }
        // A request under way would go on writing to the file under its new name.
        guard let file = try LockedFile(name, in: self, while: Self.moving) else { return .gone }
        let outcome = try move(name, to: newName, expecting)
        file.unlock()
        return outcome
    }

    private func move(
        _ name: FileName, to newName: FileName, _ expecting: Revision
    ) throws(StoreError) -> MoveOutcome {
        switch try refusal(of: name, expecting, while: Self.moving) {
        case .changed(let record): return .changed(record)
        case .gone: return .gone
        case .done, nil: break
        }
        reached(.prepared)
        return try told(Self.moving) { () throws(SystemFailure) in
            do throws(SystemFailure) {
                try directory.renameToFreeName(name, newName)
            } catch {
                if error.number == EEXIST { return .occupied }
                guard error.isMissing else { throw error }
                return .gone
            }
            reached(.exchanged)
            return try settleMove(name, newName, expecting)
        }
    }

    /// Looks at what was moved, and moves it back if somebody had written to it.
    private func settleMove(
        _ name: FileName, _ newName: FileName, _ expected: Revision
    ) throws(SystemFailure) -> MoveOutcome {
        let limit = max(Self.wholeLimit, expected.content.count)
        let found = try directory.snapshot(of: newName, expecting: expected.content, limit: limit)
        guard let found else { return .gone }
        if found.content == .bytes(expected.content) {
            directory.synchronize()
            return .done(found.record(newName.key))
        }
        try putBack(newName, as: name)
        guard let now = try current(name) else { return .gone }
        return .changed(now)
    }

    /// Gives a file its name back. If that lives again, what lives there is newer, and the file is removed.
    func putBack(_ name: FileName, as former: FileName) throws(SystemFailure) {
        do throws(SystemFailure) {
            try directory.renameToFreeName(name, former)
        } catch {
            guard error.number == EEXIST else { throw error }
            try directory.remove(name)
        }
    }
}
