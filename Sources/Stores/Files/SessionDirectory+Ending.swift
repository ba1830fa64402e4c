internal import Glibc
internal import SessionModel
internal import StoreKit

extension SessionDirectory {
    private static let ending = "ending a session"

    /// Ends records, one after the other. What a cancelled task has not come to is left alone; what it has ended is told.
    func end(_ requests: [EndRequest]) -> [EndOutcome] {
        let outcomes = requests.map { request in
            Task.isCancelled ? .failed(words.cancelled(while: Self.ending)) : end(request)
        }
        directory.synchronize()
        return outcomes
    }

    /// Ends one record: takes the file away under its name, reads it whole where nobody finds it, and removes it.
    func end(_ request: EndRequest) -> EndOutcome {
        do throws(StoreError) {
            guard let name = name(of: request.key) else { return .gone }
            if let outcome = try refusal(of: name, request) { return outcome }
            return try directory.inTurn { () throws(StoreError) in try take(name, request) }
        } catch {
            return .failed(error)
        }
    }

    /// Why a record may not be ended: the answer, or nil. Nothing has happened to the file until then.
    private func refusal(of name: FileName, _ request: EndRequest) throws(StoreError) -> EndOutcome? {
        if let expected = request.expecting {
            switch try refusal(of: name, expected, while: Self.ending) {
            case .changed(let record): return .changed(record)
            case .gone: return .gone
            case .done, nil: return nil
            }
        }
        return try told(Self.ending) { () throws(SystemFailure) in
            guard let status = try directory.status(of: name) else { return .gone }
            if let kind = status.foreignKind { return .failed(words.foreign(kind, while: Self.ending)) }
            if status.size > Self.archiveLimit { return .failed(words.tooLarge(while: Self.ending)) }
            return try directory.openIfThere(name) == nil ? .gone : nil
        }
    }

    private func take(_ name: FileName, _ request: EndRequest) throws(StoreError) -> EndOutcome {
        reached(.prepared)
        let place = FileName.temporary()
        do throws(SystemFailure) {
            try directory.renameToFreeName(name, place)
        } catch {
            if error.isMissing { return .gone }
            throw words.error(error, while: Self.ending)
        }
        reached(.exchanged)
        do throws(SystemFailure) {
            return try finish(place, name, request)
        } catch {
            do throws(SystemFailure) { try putBack(place, as: name) } catch {
                throw words.left(place, error, while: Self.ending)
            }
            throw words.error(error, while: Self.ending)
        }
    }

    /// Reads what was taken and removes it, or puts it back if it is not what was expected.
    private func finish(
        _ place: FileName, _ name: FileName, _ request: EndRequest
    ) throws(SystemFailure) -> EndOutcome {
        if let kind = try directory.status(of: place)?.foreignKind {
            try putBack(place, as: name)
            return .failed(words.foreign(kind, while: Self.ending))
        }
        let file = try directory.openWhenUnwritten(place)
        let found = try Directory.snapshot(of: file, limit: Self.archiveLimit)
        let isExpected = request.expecting.map { found.content == .bytes($0.content) } ?? true
        guard let content = found.content.bytes, isExpected else {
            try putBack(place, as: name)
            guard isExpected else { return try current(name).map(EndOutcome.changed) ?? .gone }
            return .failed(words.tooLarge(while: Self.ending))
        }
        let archived = ArchivedRecord(
            key: request.key, content: content, modified: found.status.modified.timestamp,
            ownership: try FileOwnership(of: file))
        try directory.remove(place)
        return .done(archived)
    }
}
