internal import SessionModel
internal import StoreKit

/// The suite that every store runs: `@Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause)`.
public struct StoreContract: Sendable {
    let makeStore: @Sendable () throws -> any StoreUnderTest

    /// Creates the suite for a kind of store.
    ///
    /// - Parameter makeStore: Makes a fresh private store for one clause.
    public init(_ makeStore: @escaping @Sendable () throws -> any StoreUnderTest) {
        self.makeStore = makeStore
    }

    /// Checks one promise.
    ///
    /// - Throws: `Breach` when it is not kept, or what the store threw where it should not.
    public func check(_ clause: ContractClause) async throws {
        let test = try await Trial(try makeStore())
        try await test.check(clause)
        await test.store.close()
    }
}

/// One clause at work: a private store and a client of it.
struct Trial: Sendable {
    let place: any StoreUnderTest
    let store: any SessionStore

    init(_ place: any StoreUnderTest) async throws {
        self.place = place
        store = try await place.open(isReadOnly: false)
    }

    func check(_ clause: ContractClause) async throws {
        switch clause {
        case .listsNothingWhereNothingIs: try await listsNothingWhereNothingIs()
        case .listsEachOnce: try await listsEachOnce()
        case .listsFiveThousand: try await listsFiveThousand()
        case .deliversSoon: try await deliversSoon()
        case .listsOnlyClaimed: try await listsOnlyClaimed()
        case .glancesAtContent: try await glancesAtContent()
        case .stopsListing: try await stopsListing()
        case .findsByPrefix: try await findsByPrefix()
        case .readsAnyContent: try await readsAnyContent()
        case .keepsOrder: try await keepsOrder()
        case .cutsLargeContent: try await cutsLargeContent()
        case .knowsForeign: try await knowsForeign()
        case .readsHostileKeys: try await readsHostileKeys()
        case .writes: try await writes()
        case .writesOnlyOverExpected: try await writesOnlyOverExpected()
        case .comparesBytes: try await comparesBytes()
        case .neverCreates: try await neverCreates()
        case .keepsDeadline: try await keepsDeadline()
        case .keepsImmortality: try await keepsImmortality()
        case .setsDeadline: try await setsDeadline()
        case .setsNever: try await setsNever()
        case .writesAnyContent: try await writesAnyContent()
        case .losesNoUpdate: try await losesNoUpdate()
        case .moves: try await moves()
        case .movesToFreeKeysOnly: try await movesToFreeKeysOnly()
        case .movesNothingGone: try await movesNothingGone()
        case .movesOnlyExpected: try await movesOnlyExpected()
        case .movesOnce: try await movesOnce()
        case .ends: try await ends()
        case .endsNothingGone: try await endsNothingGone()
        case .endsOnlyExpected: try await endsOnlyExpected()
        case .endsAnything: try await endsAnything()
        case .endsFiveHundred: try await endsFiveHundred()
        case .endsOnce: try await endsOnce()
        case .restores: try await restores()
        case .restoresToFreeKeysOnly: try await restoresToFreeKeysOnly()
        case .restoresNothingExpired: try await restoresNothingExpired()
        case .restoresOnce: try await restoresOnce()
        case .changesNothingByLooking: try await changesNothingByLooking()
        case .refusesWhenReadOnly: try await refusesWhenReadOnly()
        case .tellsAbilities: try await tellsAbilities()
        case .saysConnectedFirst: try await saysConnectedFirst()
        case .reportsCreation: try await reportsCreation()
        case .reportsChange: try await reportsChange()
        case .reportsRemoval: try await reportsRemoval()
        case .reportsTouch: try await reportsTouch()
        case .reportsMany: try await reportsMany()
        case .stopsWatching: try await stopsWatching()
        case .throwsWhenClosed: try await throwsWhenClosed()
        case .closingEndsWatch: try await closingEndsWatch()
        case .takesManyAtOnce: try await takesManyAtOnce()
        case .survivesCancelling: try await survivesCancelling()
        }
    }
}

// MARK: - What the clauses share

extension Trial {
    static let hour: Int64 = 3_600_000
    static let day: Int64 = 86_400_000

    /// Contents that a store may not change on the way.
    var oddContents: [[UInt8]] {
        Self.allOddContents.filter { !place.keepsOnlyText || String(validating: $0, as: UTF8.self) != nil }
            .map(place.form)
    }

    private static let allOddContents: [[UInt8]] = [
        [], [0], Array("{\"a\":\"\u{0}\"}".utf8), Array(0...255), Array("\r\n \t".utf8), [0xFF, 0xFE, 0x00, 0x0A],
        Array("é e\u{301} 日本 👩‍👩‍👧".utf8), [UInt8](repeating: 0x7B, count: 1 << 20),
    ]

    func bytes(_ text: String) -> [UInt8] { place.form(Array(text.utf8)) }

    /// Puts a record and gives its key.
    @discardableResult
    func put(_ word: String, _ content: String = "{\"a\":1}", lifetime: Int64? = hour) throws -> SessionKey {
        let key = place.key(word)
        try place.put(key, bytes(content), lifetime: lifetime)
        return key
    }

    /// Whether two deadlines are the same to the store's own resolution.
    func isSame(_ one: Deadline?, _ other: Deadline?) -> Bool {
        guard let one = one?.moment, let other = other?.moment else { return one == other }
        return abs(one.milliseconds(since: other)) < max(1, place.resolution)
    }

    func requireDeadline(_ key: SessionKey, is expected: Deadline?, _ what: String) throws {
        let found = try place.deadline(key)
        try require(
            isSame(found, expected),
            "\(what): the deadline is \(String(describing: found)), not \(String(describing: expected))")
    }

    func requireContent(_ key: SessionKey, is expected: [UInt8]?, _ what: String) throws {
        try require(try place.content(key), is: expected, "\(what): the content of \(key.text)")
    }

    func record(_ key: SessionKey, _ client: (any SessionStore)? = nil) async throws -> StoredRecord? {
        try await (client ?? store).records([key], limit: 4 << 20).first ?? nil
    }

    func write(
        _ key: SessionKey, over expected: String, _ content: String?, expiry: RecordWrite.ExpiryChange = .keep
    ) -> RecordWrite {
        RecordWrite(
            key: key, expecting: Revision(content: bytes(expected)), content: content.map(bytes), expiry: expiry)
    }

    /// Everything a listing delivers.
    func list(readsContent: Bool = false, _ client: (any SessionStore)? = nil) async throws -> RecordPage {
        let pages = Pages()
        let request = ScanRequest(pace: .full, readsContent: readsContent, glance: Self.glance)
        try await (client ?? store).scan(request) { pages.append($0) }
        return pages.all
    }

    /// A glance that takes the first bytes of the content for the user's name.
    static let glance: RecordGlance = { key, content, expiry, _, page in
        let head = UnsafeRawBufferPointer(rebasing: content[..<min(content.count, 64)])
        page.append(key: key, facts: RowFacts(deadline: expiry, size: content.count), user: head)
    }
}
