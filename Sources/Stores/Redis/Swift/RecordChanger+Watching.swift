internal import SessionModel
internal import StoreKit

/// The way without scripts: WATCH makes EXEC do nothing when the key was touched after it was compared.
extension RecordChanger {
    /// Writes if the store holds what is expected and none of the locks.
    func writeWatching(_ write: RecordWrite, unless locks: [SessionKey]) throws(RedisFailure) -> Script.Verdict {
        let key = write.key.bytes
        try connection.add(.watch, key)
        try connection.add(.get, key)
        try connection.add(.time)
        try connection.add(expiryCommand, key)
        let replies = try connection.exchange(4)
        if let verdict = try differs(replies[0], replies[1], write.expecting) { return try forget(verdict) }
        if try isThere(locks) { return try forget(.locked) }
        let expiry = try ExpiryReply(replies[3], now: moment(replies[2])).deadline
        let results = try transaction(commands(for: write, expiry: expiry ?? .never))
        return results == nil ? .changed : .done
    }

    /// Renames if the store holds what is expected and none of the locks, and the new key is free.
    func moveWatching(
        _ key: SessionKey, to newKey: SessionKey, expecting: Revision, unless locks: [SessionKey]
    ) throws(RedisFailure) -> Script.Verdict {
        try connection.add(.watch, key.bytes)
        try connection.add(.get, key.bytes)
        let replies = try connection.exchange(2)
        if let verdict = try differs(replies[0], replies[1], expecting) { return try forget(verdict) }
        if try isThere(locks) { return try forget(.locked) }
        guard let results = try transaction([(.renameIfFree, [key.bytes, newKey.bytes])]) else { return .changed }
        return results[0].integer == 1 ? .done : .occupied
    }

    /// Takes one record away.
    func endWatching(_ request: EndRequest) throws(RedisFailure) -> Taken {
        let key = request.key.bytes
        for _ in 0..<16 {
            try connection.add(.watch, key)
            try connection.add(.type, key)
            try connection.add(.get, key)
            let replies = try connection.exchange(3)
            guard let kind = try replies[1].get().text, kind != "none" else { return try forget(.gone) }
            if let expecting = request.expecting, replies[2].bytes != expecting.content { return try forget(.changed) }
            guard let archived = try take(request.key, isString: kind == "string") else {
                // Touched in between: with a revision that is the answer, without one it is tried again.
                if request.expecting != nil { return .changed }
                continue
            }
            return .done(archived)
        }
        return .failed(Refusal("ERR the record changes faster than it can be ended"))
    }

    private func take(_ key: SessionKey, isString: Bool) throws(RedisFailure) -> ArchivedRecord? {
        let commands: [(Command, [[UInt8]])] = [
            (.time, []), (isString ? .get : .dump, [key.bytes]), (expiryCommand, [key.bytes]),
            (isString || !capabilities.hasUnlink ? .delete : .unlink, [key.bytes]),
        ]
        guard let results = try transaction(commands) else { return nil }
        guard let content = results[1].bytes else { return nil }
        let expiry = try ExpiryReply(results[2], now: moment(results[0])).deadline
        return ArchivedRecord(key: key, content: content, isSerialized: !isString, expiry: expiry ?? .never)
    }

    private func commands(for write: RecordWrite, expiry: Deadline) -> [(Command, [[UInt8]])] {
        let key = write.key.bytes
        var commands: [(Command, [[UInt8]])] = []
        var final: Deadline?
        if case .set(let deadline) = write.expiry { final = deadline }
        if let content = write.content {
            let keeping = capabilities.hasKeepTTL ? [Array("KEEPTTL".utf8)] : []
            commands.append((.set, [key, content, Array("XX".utf8)] + keeping))
            if !capabilities.hasKeepTTL { final = final ?? expiry }
        }
        switch final {
        case .at(let moment): commands.append((.expireAt, [key, Array(String(moment.milliseconds).utf8)]))
        case .never: commands.append((.persist, [key]))
        case nil: break
        }
        return commands
    }

    /// Whether one of some keys is there; one that comes after that keeps the transaction from happening.
    private func isThere(_ keys: [SessionKey]) throws(RedisFailure) -> Bool {
        for key in keys {
            try connection.add(.watch, key.bytes)
            try connection.add(.exists, key.bytes)
        }
        return try connection.exchange(keys.count * 2).contains { $0.integer == 1 }
    }

    private func differs(
        _ watched: Reply, _ content: Reply, _ expecting: Revision
    ) throws(RedisFailure) -> Script.Verdict? {
        _ = try watched.get()
        if content.refusal?.code == "WRONGTYPE" { return .changed }
        let content = try content.get()
        if content == .null { return .gone }
        return content.bytes == expecting.content ? nil : .changed
    }

    /// Runs commands as one, or gives nil where a watched key was touched.
    private func transaction(_ commands: [(Command, [[UInt8]])]) throws(RedisFailure) -> [Reply]? {
        try connection.add(.multi)
        for (command, arguments) in commands { try connection.add(command, arguments) }
        try connection.add(.execute)
        let replies = try connection.exchange(commands.count + 2)
        // What a refused command says tells more than EXEC, which then only says that it did nothing.
        for reply in replies.dropLast() { _ = try reply.get() }
        guard let results = try replies[replies.count - 1].get().elements else { return nil }
        for result in results { _ = try result.get() }
        return results
    }

    private func forget(_ verdict: Script.Verdict) throws(RedisFailure) -> Script.Verdict {
        _ = try connection.ask(.unwatch)
        return verdict
    }

    private func forget(_ taken: Taken) throws(RedisFailure) -> Taken {
        _ = try connection.ask(.unwatch)
        return taken
    }
}
