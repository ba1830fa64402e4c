internal import SessionModel
internal import StoreKit

/// The way without scripts: WATCH makes EXEC do nothing when the key was touched after it was compared.
extension RecordChanger {
    /// Writes if the store holds what is expected and none of the locks.
    func writeWatching(_ write: RecordWrite, unless locks: [SessionKey]) throws(RedisFailure) -> Script.Verdict {
        try watching { () throws(RedisFailure) in
            if let verdict = try differs(write.key, write.expecting) { return try forget(verdict) }
            if try isThere(locks) { return try forget(.locked) }
            let sights = try sights(of: write.companions)
            try connection.add(.time)
            try connection.add(expiryCommand, write.key.bytes)
            let replies = try connection.exchange(2)
            let expiry = try ExpiryReply(replies[1], now: moment(replies[0])).deadline
            let results = try transaction(
                commands(for: write, expiry: expiry ?? .never), with: sights.flatMap { $0.requests(delete: deletion) })
            return results == nil ? .changed : .done
        }
    }

    /// Renames if the store holds what is expected and none of the locks, and the new key is free.
    func moveWatching(
        _ key: SessionKey, to newKey: SessionKey, expecting: Revision, with companions: [CompanionStep] = [],
        unless locks: [SessionKey]
    ) throws(RedisFailure) -> Script.Verdict {
        try watching { () throws(RedisFailure) in
            if let verdict = try differs(key, expecting) { return try forget(verdict) }
            if try isThere(locks) { return try forget(.locked) }
            // With companions it has to be known before: they would go along to a key that is taken.
            if !companions.isEmpty, try isThere([newKey]) { return try forget(.occupied) }
            let requests = try sights(of: companions).flatMap { $0.requests(delete: deletion) }
            guard let results = try transaction([(.renameIfFree, [key.bytes, newKey.bytes])], with: requests) else {
                return .changed
            }
            return results[0].integer == 1 ? .done : .occupied
        }
    }

    /// Takes records away one by one. Of several those are left whose keys the user may not use: what was ended before
    /// them must be told.
    func endEach(_ requests: [EndRequest]) throws(RedisFailure) -> [Taken] {
        try requests.map { request throws(RedisFailure) in
            try requests.count > 1 ? endSparing(request) : endWatching(request)
        }
    }

    private func endSparing(_ request: EndRequest) throws(RedisFailure) -> Taken {
        do throws(RedisFailure) {
            return try endWatching(request)
        } catch {
            guard error.deniesKeys else { throw error }
            return .failed(error)
        }
    }

    /// Takes one record away.
    private func endWatching(_ request: EndRequest) throws(RedisFailure) -> Taken {
        try watching { () throws(RedisFailure) in try tryEnding(request) }
    }

    /// Does what watches keys; where it is refused none is watched any more, so that the next transaction on the connection
    /// stands on its own keys alone.
    private func watching<T>(_ body: () throws(RedisFailure) -> T) throws(RedisFailure) -> T {
        do throws(RedisFailure) {
            return try body()
        } catch {
            guard error.leavesConnectionUsable else { throw error }
            connection.requests.removeAll()
            do throws(RedisFailure) {
                _ = try connection.ask(.unwatch)
            } catch {
                if !error.leavesConnectionUsable { throw error }
            }
            throw error
        }
    }

    private func tryEnding(_ request: EndRequest) throws(RedisFailure) -> Taken {
        let key = request.key.bytes
        for _ in 0..<16 {
            try connection.add(.watch, key)
            try connection.add(.type, key)
            try connection.add(.get, key)
            let replies = try connection.exchange(3)
            guard let kind = try replies[1].get().text, kind != "none" else { return try forget(.gone) }
            if let expecting = request.expecting {
                let isSame = try kind == "hash" ? holds(key, expecting) : replies[2].bytes == expecting.content
                if !isSame { return try forget(.changed) }
            }
            guard let archived = try take(request, isString: kind == "string") else {
                // Touched in between: with a revision that is the answer, without one it is tried again.
                if request.expecting != nil { return .changed }
                continue
            }
            return .done(archived)
        }
        return .failed(.refused(Refusal("ERR the record changes faster than it can be ended")))
    }

    private func take(_ request: EndRequest, isString: Bool) throws(RedisFailure) -> ArchivedRecord? {
        let sights = try sights(of: request.companions)
        let commands = taking(request.key, isString: isString)
        guard let results = try transaction(commands, with: sights.flatMap { $0.requests(delete: deletion) }) else {
            return nil
        }
        return try archived(request.key, isString: isString, sights, results[...])
    }

    private func taking(_ key: SessionKey, isString: Bool) -> [CompanionSight.Request] {
        [
            (.time, []), (isString ? .get : .dump, [key.bytes]), (expiryCommand, [key.bytes]),
            (isString ? .delete : deletion, [key.bytes]),
        ]
    }

    /// What was taken, from the answers of its transaction; nil where there was nothing.
    private func archived(
        _ key: SessionKey, isString: Bool, _ sights: [CompanionSight], _ results: ArraySlice<Reply>
    ) throws(RedisFailure) -> ArchivedRecord? {
        let start = results.startIndex
        guard results.count >= 4, let content = results[start + 1].bytes else { return nil }
        let expiry = try ExpiryReply(results[start + 2], now: moment(results[start])).deadline
        var record = ArchivedRecord(key: key, content: content, isSerialized: !isString, expiry: expiry ?? .never)
        var rest = results.dropFirst(4)
        for sight in sights {
            let own = rest.prefix(sight.requests(delete: deletion).count)
            rest = rest.dropFirst(own.count)
            record.companions += sight.archived(own)
        }
        return record
    }

    /// Takes records away with their companions: all are looked for in one round trip and taken in another, each record in
    /// a transaction of its own. Those that are compared first go one by one.
    func endTogether(_ requests: [EndRequest]) throws(RedisFailure) -> [Taken] {
        guard requests.allSatisfy({ $0.expecting == nil }) else { return try endEach(requests) }
        // Tried before anything else is sent: were it denied, what follows would be carried out.
        _ = try connection.ask(.multi)
        _ = try connection.ask(.discard)
        var rest = try sights(of: requests.flatMap(\.companions))[...]
        var found: [[CompanionSight]] = []
        var counts: [Int] = []
        for request in requests {
            let own = Array(rest.prefix(request.companions.count))
            rest = rest.dropFirst(own.count)
            // Whatever is under the key by then, this is its serialization.
            let commands = taking(request.key, isString: false) + own.flatMap { $0.requests(delete: deletion) }
            try connection.add(.multi)
            try addExecution(of: commands)
            found.append(own)
            counts.append(commands.count + 2)
        }
        var replies = try connection.exchange(counts.reduce(0, +))[...]
        return requests.indices.map { place in
            let own = replies.prefix(counts[place])
            replies = replies.dropFirst(own.count)
            return taken(requests[place].key, found[place], own)
        }
    }

    private func taken(_ key: SessionKey, _ sights: [CompanionSight], _ replies: ArraySlice<Reply>) -> Taken {
        if let refusal = replies.dropLast().lazy.compactMap(\.refusal).first ?? replies.last?.refusal {
            return .failed(.refused(refusal))
        }
        guard let results = replies.last?.elements else {
            return .failed(.refused(Refusal("ERR the transaction was not done")))
        }
        if let refusal = results.prefix(4).lazy.compactMap(\.refusal).first { return .failed(.refused(refusal)) }
        do throws(RedisFailure) {
            return try archived(key, isString: false, sights, results[...]).map(Taken.done) ?? .gone
        } catch {
            return .failed(.refused(Refusal("ERR its deadline could not be read")))
        }
    }

    private func commands(for write: RecordWrite, expiry: Deadline) -> [CompanionSight.Request] {
        let key = write.key.bytes
        var commands: [CompanionSight.Request] = []
        var final: Deadline?
        if case .set(let deadline) = write.expiry { final = deadline }
        if let changes = FieldChanges(write) {
            for field in changes.set.fields { commands.append((.setField, [key, field.name, field.value])) }
            let names = changes.removed.fields.map(\.name)
            if !names.isEmpty { commands.append((.deleteFields, [key] + names)) }
        } else if let content = write.content {
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

    /// Watches a key and compares; nil where it holds what is expected.
    private func differs(_ key: SessionKey, _ expecting: Revision) throws(RedisFailure) -> Script.Verdict? {
        try connection.add(.watch, key.bytes)
        try connection.add(.get, key.bytes)
        let replies = try connection.exchange(2)
        _ = try replies[0].get()
        if replies[1].refusal?.code == "WRONGTYPE" { return try holds(key.bytes, expecting) ? nil : .changed }
        let content = try replies[1].get()
        if content == .null { return .gone }
        return content.bytes == expecting.content ? nil : .changed
    }

    /// Whether a key is a hash of just the fields that are expected.
    private func holds(_ key: [UInt8], _ expecting: Revision) throws(RedisFailure) -> Bool {
        guard let expected = FieldList(expecting.content)?.fields, !expected.isEmpty else { return false }
        try connection.add(.fieldCount, key)
        try connection.add(.fieldValues, [key] + expected.map(\.name))
        let replies = try connection.exchange(2)
        if replies[0].refusal?.code == "WRONGTYPE" { return false }
        guard try replies[0].get().integer == Int64(expected.count), let values = try replies[1].get().elements else {
            return false
        }
        return zip(values, expected).allSatisfy { $0.bytes == $1.value }
    }

    private func addExecution(of commands: [CompanionSight.Request]) throws(RedisFailure) {
        for (command, arguments) in commands { try connection.add(command, arguments) }
        try connection.add(.execute)
    }

    /// Runs commands as one, or gives nil where a watched key was touched. What of the `others` finds nothing to do is no
    /// failure.
    private func transaction(
        _ commands: [CompanionSight.Request], with others: [CompanionSight.Request] = []
    ) throws(RedisFailure) -> [Reply]? {
        // Alone and first: were it denied, what follows would be carried out.
        _ = try connection.ask(.multi)
        try addExecution(of: commands + others)
        let replies = try connection.exchange(commands.count + others.count + 1)
        // What a refused command says tells more than EXEC, which then only says that it did nothing.
        for reply in replies.dropLast() { _ = try reply.get() }
        guard let results = try replies[replies.count - 1].get().elements else { return nil }
        for result in results.prefix(commands.count) { _ = try result.get() }
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
