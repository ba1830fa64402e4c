internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// Changes records, each in one step with the comparison it stands on.
///
/// By script where the user may run scripts; else, and for records with companions, by WATCH, MULTI and EXEC, which take
/// two round trips.
struct RecordChanger {
    /// Where.
    let connection: Connection
    /// What the server has and the user may use.
    let capabilities: RedisCapabilities

    /// What one ended record was, or why it was not ended.
    enum Taken {
        case done(ArchivedRecord)
        case gone
        case changed
        case failed(RedisFailure)
    }

    /// Writes if the store holds what is expected and none of the locks.
    func write(_ write: RecordWrite, unless locks: [SessionKey]) throws(RedisFailure) -> Script.Verdict {
        guard capabilities.hasScripting, write.companions.isEmpty else {
            return try writeWatching(write, unless: locks)
        }
        let script = Script.write(hasKeepTTL: capabilities.hasKeepTTL)
        var arguments = [write.expecting.content, write.expiry.word] + (write.content.map { [$0] } ?? [])
        if let change = FieldChanges(write) { arguments += [change.set.bytes, change.removed.bytes] }
        return try verdict(evaluate(script, keys: [write.key] + locks, arguments))
    }

    /// Renames if the store holds what is expected and none of the locks, and the new key is free.
    func move(
        _ key: SessionKey, to newKey: SessionKey, expecting: Revision, with companions: [CompanionStep],
        unless locks: [SessionKey]
    ) throws(RedisFailure) -> Script.Verdict {
        guard capabilities.hasScripting, companions.isEmpty else {
            return try moveWatching(key, to: newKey, expecting: expecting, with: companions, unless: locks)
        }
        return try verdict(evaluate(Script.move, keys: [key, newKey] + locks, [expecting.content]))
    }

    /// Takes records away; one answer for each. Where some are under keys that the user may not use, each is asked for
    /// by itself.
    func end(_ requests: [EndRequest]) throws(RedisFailure) -> [Taken] {
        do throws(RedisFailure) {
            if requests.contains(where: { !$0.companions.isEmpty }) { return try endTogether(requests) }
            guard capabilities.hasScripting else { return try endEach(requests) }
            try addEnding(requests)
            return try taken(requests, connection.exchange(1)[0])
        } catch {
            guard error.deniesKeys, requests.count > 1 else { throw error }
            return try endApart(requests)
        }
    }

    /// Nothing has been done when one of them is refused for its key.
    private func endApart(_ requests: [EndRequest]) throws(RedisFailure) -> [Taken] {
        guard capabilities.hasScripting, requests.allSatisfy({ $0.companions.isEmpty }) else {
            return try endEach(requests)
        }
        for request in requests { try addEnding([request]) }
        let replies = try connection.exchange(requests.count)
        return zip(requests, replies).map { request, reply in taken(request, reply) }
    }

    private func addEnding(_ requests: [EndRequest]) throws(RedisFailure) {
        let expected = requests.map { request in
            request.expecting.map { [UInt8(ascii: "=")] + $0.content } ?? [UInt8(ascii: "*")]
        }
        let arguments = [Array(expiryCommand.rawValue.utf8)] + expected
        try addEvaluation(Script.end, keys: requests.map(\.key), arguments)
    }

    private func taken(_ requests: [EndRequest], _ reply: Reply) throws(RedisFailure) -> [Taken] {
        guard let answers = try reply.get().elements, answers.count == requests.count + 1, let time = answers.last
        else {
            throw .garbled("its script gives no list")
        }
        // Whatever is wrong with the time: what was ended must be told.
        let now = ((try? Connection.microseconds(time)) ?? LocalClock.microseconds()) / 1000
        return try zip(requests, answers).map { request, answer throws(RedisFailure) in
            try taken(request.key, answer.elements ?? [], now: now)
        }
    }

    /// One of several that were asked for each by itself: whatever is wrong with it, the others must be told.
    private func taken(_ request: EndRequest, _ reply: Reply) -> Taken {
        do throws(RedisFailure) {
            return try taken([request], reply)[0]
        } catch {
            return .failed(error)
        }
    }

    /// Creates a record with its absolute deadline if its key is free.
    func restore(_ record: ArchivedRecord) throws(RedisFailure) -> Script.Verdict {
        let at = record.expiry?.moment?.milliseconds
        if record.isSerialized { return try restoreSerialized(record, at: at) }
        if at == nil || capabilities.hasSetAt {
            let deadline = at.map { [Array("PXAT".utf8), Array(String($0).utf8)] } ?? []
            return try set(record, deadline)
        }
        guard capabilities.hasScripting else { return try restoreSetting(record, at: at ?? 0) }
        return try verdict(
            evaluate(Script.restore, keys: [record.key], [record.content, Array(String(at ?? 0).utf8)]))
    }

    /// The command that tells a deadline best.
    var expiryCommand: Command { capabilities.hasExpireTime ? .expireTime : .remaining }

    /// What a remaining time is to be added to: nothing where the server tells moments.
    func moment(_ time: Reply) throws(RedisFailure) -> Int64 {
        capabilities.hasExpireTime ? 0 : try Connection.microseconds(time) / 1000
    }

    private func addEvaluation(_ script: String, keys: [SessionKey], _ arguments: [[UInt8]]) throws(RedisFailure) {
        let count = Array(String(keys.count).utf8)
        try connection.add(.evaluate, [Array(script.utf8), count] + keys.map(\.bytes) + arguments)
    }

    private func evaluate(
        _ script: String, keys: [SessionKey], _ arguments: [[UInt8]]
    ) throws(RedisFailure) -> Reply {
        try addEvaluation(script, keys: keys, arguments)
        return try connection.exchange(1)[0].get()
    }

    private func verdict(_ reply: Reply) throws(RedisFailure) -> Script.Verdict {
        guard let verdict = reply.integer.flatMap(Script.Verdict.init(rawValue:)) else {
            throw .garbled("its script gives no verdict")
        }
        return verdict
    }

    private func taken(_ key: SessionKey, _ answer: [Reply], now: Int64) throws(RedisFailure) -> Taken {
        switch answer.first?.integer.flatMap(Script.Verdict.init(rawValue:)) {
        case .gone: return .gone
        case .changed: return .changed
        case .failed:
            return .failed(.refused(Refusal(answer.last?.text ?? "ERR the script does not tell what failed")))
        case .done:
            guard answer.count == 5, let kind = answer[1].text, let content = answer[2].bytes else {
                throw .garbled("its script does not tell what it ended")
            }
            let isMoment = answer[4].text == Command.expireTime.rawValue
            let expiry = try ExpiryReply(answer[3], now: isMoment ? 0 : now).deadline
            return .done(
                ArchivedRecord(key: key, content: content, isSerialized: kind != "string", expiry: expiry ?? .never))
        case .occupied, .locked, nil: throw .garbled("its script gives no verdict")
        }
    }

    private func restoreSerialized(_ record: ArchivedRecord, at: Int64?) throws(RedisFailure) -> Script.Verdict {
        var arguments = [record.key.bytes]
        if capabilities.hasRestoreAt {
            arguments += [Array(String(at ?? 0).utf8), record.content, Array("ABSTTL".utf8)]
        } else {
            let left = try at.map { at throws(RedisFailure) in max(1, at - (try connection.serverTime() / 1000)) } ?? 0
            arguments += [Array(String(left).utf8), record.content]
        }
        try connection.add(.restore, arguments)
        let reply = try connection.exchange(1)[0]
        if reply.refusal?.code == "BUSYKEY" { return .occupied }
        _ = try reply.get()
        return .done
    }

    /// Without PXAT and without scripts: first a remaining time, so that the key is never immortal, then the moment.
    private func restoreSetting(_ record: ArchivedRecord, at: Int64) throws(RedisFailure) -> Script.Verdict {
        let left = max(1, at - (try connection.serverTime() / 1000))
        let verdict = try set(record, [Array("PX".utf8), Array(String(left).utf8)])
        if verdict == .done { _ = try connection.ask(.expireAt, record.key.bytes, Array(String(at).utf8)) }
        return verdict
    }

    private func set(_ record: ArchivedRecord, _ deadline: [[UInt8]]) throws(RedisFailure) -> Script.Verdict {
        try connection.add(.set, [record.key.bytes, record.content, Array("NX".utf8)] + deadline)
        return try connection.exchange(1)[0].get() == .null ? .occupied : .done
    }
}

extension RecordWrite.ExpiryChange {
    /// The change in a script's words.
    fileprivate var word: [UInt8] {
        switch self {
        case .keep: Array("keep".utf8)
        case .set(.never): Array("never".utf8)
        case .set(.at(let moment)): Array(String(moment.milliseconds).utf8)
        }
    }
}
