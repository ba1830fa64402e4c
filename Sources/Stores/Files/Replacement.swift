internal import SessionModel
internal import StoreKit

/// One file put in another's place, by exchanging the two and looking at what came out.
///
/// What remains open: on a file system that can't exchange files, what is written between the last look and the
/// rename is lost; and where the kernel does not tell whether somebody has the old file open for writing (it is asked
/// through a lease, which takes the file's owner or root), what such a writer writes after the last look.
struct Replacement: ~Copyable {
    /// How often writers may cross each other before it is given up.
    private static let rounds = 64

    private let sessions: SessionDirectory
    private let name: FileName
    private let write: RecordWrite
    private let content: [UInt8]
    private var temporary: TemporaryFile
    /// The new file's status when it was ready.
    private let prepared: FileStatus

    /// Makes the new file ready beside the old one, with its owner, rights and the time it is to have.
    init(
        of name: FileName, _ old: borrowing Descriptor, in sessions: SessionDirectory, _ write: RecordWrite,
        _ content: [UInt8]
    ) throws(StoreError) {
        let made = try sessions.told(SessionDirectory.writing) { () throws(SystemFailure) in
            try TemporaryFile(in: sessions.directory)
        }
        prepared = try sessions.told(SessionDirectory.writing) { () throws(SystemFailure) in
            try made.fill(content, try FileOwnership(of: old), modified: try write.modified.time(of: old))
            return try FileStatus(of: made.file.number)
        }
        temporary = made
        self.sessions = sessions
        self.name = name
        self.write = write
        self.content = content
    }

    /// Puts the new file in place, if the old one is still what was expected.
    mutating func run() throws(StoreError) -> WriteOutcome {
        sessions.reached(.prepared)
        if let outcome = try sessions.refusal(of: name, write.expecting, while: SessionDirectory.writing) {
            return outcome
        }
        do throws(SystemFailure) {
            try exchange()
            temporary.leave()
        } catch {
            if error.isMissing { return .gone }
            guard error.isUnsupported else { throw failed(error) }
            return try putOver()
        }
        do throws(SystemFailure) {
            return try settle()
        } catch {
            let left = try sessions.told(SessionDirectory.writing) { () throws(SystemFailure) in
                try sessions.directory.status(of: temporary.name)
            }
            guard left != nil else { throw failed(error) }
            throw sessions.words.left(temporary.name, error, while: SessionDirectory.writing)
        }
    }

    /// Looks at what came out, and exchanges again as long as somebody had written to it.
    private func settle() throws(SystemFailure) -> WriteOutcome {
        var inside = RecordContent.bytes(content)
        var outside = RecordContent.bytes(write.expecting.content)
        for round in 0..<Self.rounds {
            sessions.reached(.exchanged)
            let found = try lookOutside()
            if found.content == outside {
                if round == 0 { try? carryTime(found.status) }
                try sessions.directory.remove(temporary.name)
                return try outcome(isWritten: round == 0)
            }
            // It was written to after it was last looked at, so it is newer than what took its place.
            (inside, outside) = (found.content, inside)
            do throws(SystemFailure) {
                try exchange()
            } catch {
                guard error.isMissing else { throw error }
                // Its application ended the session meanwhile: that was the last word.
                try sessions.directory.remove(temporary.name)
                return .gone
            }
        }
        throw SystemFailure.tooBusy
    }

    private func outcome(isWritten: Bool) throws(SystemFailure) -> WriteOutcome {
        sessions.directory.synchronize()
        guard let now = try sessions.current(name) else { return .gone }
        return isWritten ? .done(now) : .changed(now)
    }

    /// What was taken out, once nobody writes to it any more. When that can't be read it is put back.
    private func lookOutside() throws(SystemFailure) -> FileSnapshot {
        do throws(SystemFailure) {
            let limit = max(SessionDirectory.wholeLimit, content.count, write.expecting.content.count)
            return try sessions.directory.unwrittenSnapshot(of: temporary.name, limit: limit)
        } catch {
            try exchange()
            let left = try sessions.directory.snapshot(of: temporary.name, limit: content.count)
            if left?.content == .bytes(content) { try sessions.directory.remove(temporary.name) }
            throw error
        }
    }

    /// Has the new file tell the time the old one told last, where that was set while the new one was made ready.
    private func carryTime(_ old: FileStatus) throws(SystemFailure) {
        guard write.modified == .keep, old.modified != prepared.modified else { return }
        let now = try FileStatus(of: temporary.file.number)
        guard now.modified == prepared.modified, now.size == prepared.size else { return }
        try temporary.file.setModified(old.modified)
    }

    private func exchange() throws(SystemFailure) {
        guard !sessions.lacksExchange else { throw SystemFailure.noExchange }
        try sessions.directory.rename(temporary.name, to: name, .exchange)
    }

    /// Puts the new file over the old one, on a file system that can't exchange the two.
    private mutating func putOver() throws(StoreError) -> WriteOutcome {
        if let outcome = try sessions.refusal(of: name, write.expecting, while: SessionDirectory.writing) {
            return outcome
        }
        do throws(SystemFailure) {
            try sessions.directory.rename(temporary.name, to: name, .replacing)
            temporary.leave()
            return try outcome(isWritten: true)
        } catch {
            throw failed(error)
        }
    }

    private func failed(_ failure: SystemFailure) -> StoreError {
        sessions.words.error(failure, while: SessionDirectory.writing)
    }
}

extension RecordWrite.ModifiedChange {
    /// The time a new file is given; nil for that of its writing.
    fileprivate func time(of old: borrowing Descriptor) throws(SystemFailure) -> FileTime? {
        switch self {
        case .now: nil
        case .keep: try FileStatus(of: old.number).modified
        case .set(let time): FileTime(time)
        }
    }
}
