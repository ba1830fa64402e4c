internal import SessionModel
internal import StoreKit

extension Trial {
    func changesNothingByLooking() async throws {
        let keys = try [put("a", "A"), put("b", "B", lifetime: nil), put("c", String(repeating: "c", count: 100_000))]
        try place.putStrangers()
        _ = try place.putForeign(place.key("foreign"))
        func facts() throws -> [String] {
            try keys.map { key in
                let content = try place.content(key).map { String(decoding: $0.prefix(20), as: UTF8.self) } ?? "-"
                return "\(content) \(String(describing: try place.deadline(key))) \(try place.traces(key))"
            }
        }
        let before = try facts()

        try await look(keys)
        let reader = try await place.open(isReadOnly: true)
        _ = try await list(readsContent: true, reader)
        _ = try await reader.examine()
        await reader.close()

        try require(try facts(), is: before, "what is known of the records")
    }

    private func look(_ keys: [SessionKey]) async throws {
        let watch = Watch(store)
        _ = try await watch.next("the connection") { if case .connected = $0 { true } else { false } }
        _ = try await list()
        _ = try await list(readsContent: true)
        _ = try await store.records(keys + [place.key("foreign"), place.key("missing")], limit: 1000)
        _ = try await store.keys(withPrefix: keys[0], limit: 10)
        _ = try await store.examine()
        _ = await store.abilities
        _ = await watch.stop()
    }

    func refusesWhenReadOnly() async throws {
        let key = try put("a", "A")
        let deadline = try place.deadline(key)
        let reader = try await place.open(isReadOnly: true)
        let archived = ArchivedRecord(key: place.key("b"), content: bytes("B"))

        try await requireReadOnly("write") { _ = try await reader.write(write(key, over: "A", "new")) }
        try await requireReadOnly("deadline") {
            _ = try await reader.write(write(key, over: "A", nil, expiry: .set(.never)))
        }
        try await requireReadOnly("move") {
            _ = try await reader.move(key, to: place.key("b"), expecting: Revision(content: bytes("A")))
        }
        try await requireReadOnly("end") {
            for outcome in try await reader.end([EndRequest(key)]) {
                if case .failed(let error) = outcome { throw error }
            }
        }
        try await requireReadOnly("restore") { _ = try await reader.restore(archived) }

        try requireContent(key, is: bytes("A"), "afterwards")
        try requireDeadline(key, is: deadline, "afterwards")
        try requireContent(place.key("b"), is: nil, "afterwards")
        let abilities = await reader.abilities
        let acts: StoreAbilities = [.edit, .end, .setDeadline, .move, .restore]
        try require(abilities.isDisjoint(with: acts), "it says it may: \(abilities)")
        try require(try await record(key, reader)?.content, is: .bytes(bytes("A")), "what it reads")
        await reader.close()
    }

    private func requireReadOnly(_ act: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as StoreError {
            return try require(error.reason, is: .readOnly, "why \(act) was refused")
        }
        throw Breach("\(act) was not refused")
    }

    func tellsAbilities() async throws {
        try put("a")
        let examination = try await store.examine()
        let abilities = await store.abilities

        try require(!examination.version.isEmpty, "it does not say what it is")
        try require(examination.abilities, is: abilities, "the abilities it examined")
        try require(abilities.isSuperset(of: [.list, .edit, .end, .move, .restore]), "it may only \(abilities)")
        try require(abilities.contains(.setDeadline) || !place.keepsExpiry, "it can't set a deadline")
        try require(abs(examination.clockSkew) < 5000, "its clock is off by \(examination.clockSkew) ms")
        try require(!store.identity.engine.isEmpty && !store.identity.address.isEmpty, "it has no name")
        try require(!store.identity.address.contains("s3cret"), "its address shows the password")
    }
}
