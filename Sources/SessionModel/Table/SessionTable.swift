/// The sessions of a store as columns: keys packed, deadlines, users. No object a session.
///
/// A row keeps its number as long as its session is there; a row that was removed is used again later.
public struct SessionTable: Sendable {
    /// What keys begin and end with, so that only what is between is kept.
    public struct Affix: Hashable, Sendable {
        /// What a key begins with.
        public var prefix: [UInt8]
        /// What a key ends with.
        public var suffix: [UInt8]

        /// Creates an affix.
        public init(prefix: String, suffix: String = "") {
            self.prefix = Array(prefix.utf8)
            self.suffix = Array(suffix.utf8)
        }

        @inline(__always)
        fileprivate var lengths: (prefix: Int, suffix: Int) { (prefix.count, suffix.count) }

        @inline(__always)
        fileprivate func fits(_ key: UnsafeRawBufferPointer, _ length: Int, _ end: Int) -> Bool {
            for place in 0..<length where key[place] != prefix[place] { return false }
            for place in end..<key.count where key[place] != suffix[place - end] { return false }
            return true
        }
    }

    private let affixes: [Affix]
    // What sorting and filtering ask of a million rows is inlined into them.
    @usableFromInline private(set) var tags: [UInt8] = []
    private var words: [UInt64] = []
    @usableFromInline private(set) var deadlines: [Int64] = []
    @usableFromInline private(set) var users: [UInt32] = []
    private var arena: [UInt8] = []
    /// How many bytes of the arena belong to keys that are gone.
    private var arenaWaste = 0
    private var freeRows: [UInt32] = []
    private var index = KeyIndex(size: 1 << 10)
    private var names = NameTable()

    /// How many sessions it holds.
    public private(set) var count = 0

    /// Creates a table for keys of these affixes (at most 30; the empty one is always there).
    public init(affixes: [Affix]) {
        let usable = affixes.filter { !$0.prefix.isEmpty || !$0.suffix.isEmpty }
        // Longer ones first: a key takes the first that fits.
        self.affixes =
            Array(usable.sorted { $0.prefix.count + $0.suffix.count > $1.prefix.count + $1.suffix.count }.prefix(30))
            + [Affix(prefix: "")]
    }

    /// Creates a table for the keys of these layouts.
    public init(layouts: [Layout]) {
        self.init(
            affixes: layouts.map { Affix(prefix: $0.prefix, suffix: $0.suffix) })
    }

    /// Makes room for about this many sessions, so that filling it copies nothing.
    public mutating func reserve(_ sessions: Int) {
        guard sessions > tags.count, sessions < 50_000_000 else { return }
        tags.reserveCapacity(sessions)
        words.reserveCapacity(sessions * 4)
        deadlines.reserveCapacity(sessions)
        users.reserveCapacity(sessions)
        let size = KeyIndex.size(for: sessions)
        if size > index.size { rebuildIndex(size: size) }
    }

    /// How many bytes the keys take that pack into no row.
    var arenaSize: Int { arena.count }

    /// One more than the highest row number in use.
    @inlinable public var rowLimit: Int { tags.count }

    /// Whether a row holds a session.
    @inlinable public func isLive(_ row: Int) -> Bool { row < tags.count && tags[row] & 7 != 0 }

    /// Adds the rows that hold a session, the lowest first.
    public func appendLiveRows(to rows: inout [UInt32]) {
        rows.reserveCapacity(rows.count + count)
        guard count < rowLimit else { return rows.append(contentsOf: 0..<UInt32(count)) }
        for row in tags.indices where tags[row] & 7 != 0 { rows.append(UInt32(truncatingIfNeeded: row)) }
    }

    /// When a row's session dies, in milliseconds since 1970, or `RowFacts.never`, or `RowFacts.unknown`.
    @inlinable public func deadline(_ row: Int) -> Int64 { deadlines[row] }

    /// Every row's deadline, for sorting; those of rows that are not live mean nothing.
    public func withDeadlines<Result>(_ body: (UnsafeBufferPointer<Int64>) -> Result) -> Result {
        deadlines.withUnsafeBufferPointer(body)
    }

    /// Notes when a row's session dies.
    public mutating func setDeadline(_ row: Int, _ deadline: Int64) { deadlines[row] = deadline }

    /// A row's user: nil when anonymous or not known yet, see `isUserKnown`.
    public func user(_ row: Int) -> String? { users[row] < 2 ? nil : names.text(users[row]) }

    /// Looks at the UTF-8 of a row's user; nil when anonymous or not known yet. The buffer is only good during the call.
    public func withUser(_ row: Int, _ body: (UnsafeRawBufferPointer) -> Bool) -> Bool? {
        users[row] < 2 ? nil : names.withText(users[row], body)
    }

    /// Which users' names satisfy a test, by user number; of those that are not known, and of nobody, none does.
    public func users(where test: (UnsafeRawBufferPointer) -> Bool) -> [Bool] {
        (0..<UInt32(names.limit)).map { $0 < 2 ? false : names.withText($0, test) }
    }

    /// Whether it is known who a row's user is, or that there is none.
    @inlinable public func isUserKnown(_ row: Int) -> Bool { users[row] != 0 }

    /// A number that is equal for rows of the same user: 0 not known, 1 anonymous.
    @inlinable public func userNumber(_ row: Int) -> UInt32 { users[row] }

    /// The text behind a user number.
    public func userText(_ number: UInt32) -> String? { number < 2 ? nil : names.text(number) }

    /// One more than the highest user number.
    public var userNumberLimit: Int { names.limit }

    /// Notes who a row's user is; nil for an anonymous session.
    public mutating func setUser(_ row: Int, _ user: String?) {
        users[row] =
            user.map { text in
                var text = text
                return text.withUTF8 { names.number(UnsafeRawBufferPointer($0)) }
            } ?? 1
    }

    /// Notes that nobody knows who a row's user is: its record can't be read.
    public mutating func forgetUser(_ row: Int) { users[row] = 0 }

    mutating func setUser(_ row: Int, bytes: UnsafeRawBufferPointer) {
        users[row] = bytes.isEmpty ? 1 : names.number(bytes)
    }

    /// The key of a row.
    public func key(_ row: Int) -> SessionKey {
        let packed = packedKey(row)
        let affix = affixes[packed.affix]
        let body = packed.coding == .arena ? Array(arenaBody(packed)) : packed.body
        return SessionKey(bytes: affix.prefix + body + affix.suffix)
    }

    /// The byte that a row's key begins with; 0 for an empty key.
    public func firstByte(_ row: Int) -> UInt8 {
        let packed = packedKey(row)
        return affixes[packed.affix].prefix.first ?? keyBody(row).first ?? 0
    }

    /// The part of a row's key between prefix and suffix: the id, or what stands for it.
    public func keyBody(_ row: Int) -> [UInt8] {
        let packed = packedKey(row)
        return packed.coding == .arena ? Array(arenaBody(packed)) : packed.body
    }

    /// Looks at the part of a row's key between prefix and suffix; the buffer is only good during the call.
    public func withKeyBody(_ row: Int, _ body: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        let packed = packedKey(row)
        guard packed.coding == .arena else { return packed.withBody(body) }
        let start = Int(packed.words.1)
        return arena.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<start + Int(packed.words.2)])) }
    }

    /// The row of a key, or nil.
    public func row(of key: SessionKey) -> Int? {
        key.bytes.withUnsafeBytes { bytes in
            let (packed, body) = pack(bytes)
            let hash = Self.mixed(packed)
            return find(packed, body, hash, index.homeWord(hash)).row
        }
    }

    /// Puts a key in, or finds it.
    ///
    /// - Returns: Its row, and whether it is new; a new row's deadline is unknown.
    public mutating func insert(_ key: SessionKey) -> (row: Int, isNew: Bool) {
        key.bytes.withUnsafeBytes { insert(bytes: $0) }
    }

    mutating func insert(bytes: UnsafeRawBufferPointer) -> (row: Int, isNew: Bool) {
        makeRoom(for: 1)
        return insert(candidate(bytes))
    }

    /// A key that is ready to be put in: its bytes must stay where they are until then.
    struct Candidate {
        fileprivate let packed: PackedKey
        fileprivate let body: UnsafeRawBufferPointer
        fileprivate let hash: UInt64
        /// What the index had where looking for it begins.
        fileprivate var word: UInt32 = 0
    }

    /// Makes a key ready to be put in.
    func candidate(_ bytes: UnsafeRawBufferPointer) -> Candidate {
        let (packed, body) = pack(bytes)
        return Candidate(packed: packed, body: body, hash: Self.mixed(packed))
    }

    /// Fetches what the index has of candidates. Each place is far away in memory: fetched together they are waited for
    /// once, and one after the other, as they are put in, each by itself.
    func fetch(_ candidates: inout [Candidate]) {
        for place in candidates.indices { candidates[place].word = index.homeWord(candidates[place].hash) }
    }

    /// Lets the index have room for so many more keys.
    mutating func makeRoom(for more: Int) {
        while !index.hasRoom(for: count + more) { rebuildIndex(size: index.size / 2 * 3) }
    }

    /// Puts a candidate in, or finds it. There must be room for it, and what was fetched of it must not be older than the
    /// last session that was taken out.
    mutating func insert(_ candidate: Candidate) -> (row: Int, isNew: Bool) {
        var packed = candidate.packed
        let body = candidate.body
        let place = find(packed, body, candidate.hash, candidate.word)
        if let row = place.row { return (row, false) }
        if packed.coding == .arena {
            packed.words.1 = UInt64(arena.count)
            packed.words.2 = UInt64(body.count)
            arena.append(contentsOf: body)
        }
        let row = store(packed)
        index.put(row, at: place.slot, candidate.hash)
        count += 1
        return (row, true)
    }

    /// Takes a row's session out.
    public mutating func remove(_ row: Int) {
        guard isLive(row) else { return }
        let packed = packedKey(row)
        index.remove(row, Self.mixed(packed)) { Self.mixed(Self.packedKey($0, tags, words)) }
        if packed.coding == .arena { arenaWaste += Int(packed.words.2) }
        tags[row] = 0
        users[row] = 0
        freeRows.append(UInt32(row))
        count -= 1
        if arenaWaste > 1 << 16, arenaWaste * 2 > arena.count { compactArena() }
    }

    /// Drops the keys that are gone from the arena.
    private mutating func compactArena() {
        var compacted: [UInt8] = []
        compacted.reserveCapacity(arena.count - arenaWaste)
        for row in tags.indices where packedKey(row).coding == .arena {
            let body = arenaBody(packedKey(row))
            words[row * 4 + 1] = UInt64(compacted.count)
            compacted.append(contentsOf: body)
        }
        arena = compacted
        arenaWaste = 0
    }

    /// Takes all sessions out and keeps the room.
    public mutating func removeAll() {
        self = SessionTable(affixes: affixes)
    }

    // MARK: Packing

    private func pack(_ key: UnsafeRawBufferPointer) -> (PackedKey, UnsafeRawBufferPointer) {
        let (number, range) = claim(key)
        let body = UnsafeRawBufferPointer(rebasing: key[range])
        if let packed = PackedKey(body: body, affix: number) { return (packed, body) }
        var packed = PackedKey()
        packed.tag = PackedKey.Coding.arena.rawValue | UInt8(number) << PackedKey.codingBits
        packed.words.0 = Self.hash(body)
        return (packed, body)
    }

    /// The first affix that a key has, and what is between; the last affix is empty and fits every key.
    private func claim(_ key: UnsafeRawBufferPointer) -> (affix: Int, body: Range<Int>) {
        for number in affixes.indices {
            let (prefix, suffix) = affixes[number].lengths
            let end = key.count - suffix
            guard end >= prefix, affixes[number].fits(key, prefix, end) else { continue }
            return (number, prefix..<end)
        }
        return (affixes.count - 1, 0..<key.count)
    }

    /// FNV-1a, 64 bits.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    @inline(__always)
    private func packedKey(_ row: Int) -> PackedKey { Self.packedKey(row, tags, words) }

    @inline(__always)
    private static func packedKey(_ row: Int, _ tags: [UInt8], _ words: [UInt64]) -> PackedKey {
        var packed = PackedKey()
        packed.tag = tags[row]
        packed.words = (words[row * 4], words[row * 4 + 1], words[row * 4 + 2], words[row * 4 + 3])
        return packed
    }

    private func arenaBody(_ packed: PackedKey) -> ArraySlice<UInt8> {
        arena[Int(packed.words.1)..<Int(packed.words.1 + packed.words.2)]
    }

    private mutating func store(_ packed: PackedKey) -> Int {
        if let free = freeRows.popLast() {
            let row = Int(free)
            tags[row] = packed.tag
            words[row * 4] = packed.words.0
            words[row * 4 + 1] = packed.words.1
            words[row * 4 + 2] = packed.words.2
            words[row * 4 + 3] = packed.words.3
            deadlines[row] = RowFacts.unknown
            return row
        }
        tags.append(packed.tag)
        words.append(packed.words.0)
        words.append(packed.words.1)
        words.append(packed.words.2)
        words.append(packed.words.3)
        deadlines.append(RowFacts.unknown)
        users.append(0)
        return tags.count - 1
    }

    // MARK: The index

    @inline(__always)
    private func isSame(_ row: Int, _ packed: PackedKey, _ body: UnsafeRawBufferPointer) -> Bool {
        guard tags[row] == packed.tag, words[row * 4] == packed.words.0 else { return false }
        if packed.coding == .arena {
            let start = Int(words[row * 4 + 1])
            let length = Int(words[row * 4 + 2])
            return length == body.count && arena[start..<(start + length)].elementsEqual(body)
        }
        return words[row * 4 + 1] == packed.words.1 && words[row * 4 + 2] == packed.words.2
            && words[row * 4 + 3] == packed.words.3
    }

    /// The slot a key stands in, with its row, or the free slot it would take.
    @inline(__always)
    private func find(
        _ packed: PackedKey, _ body: UnsafeRawBufferPointer, _ hash: UInt64, _ word: UInt32
    ) -> (slot: Int, row: Int?) {
        index.find(hash, from: word) { isSame($0, packed, body) }
    }

    /// Of a key in the arena only the hash of its bytes counts: where it lies must not matter.
    @inline(__always)
    private static func mixed(_ packed: PackedKey) -> UInt64 {
        guard packed.coding == .arena else { return packed.spread }
        var only = PackedKey()
        only.tag = packed.tag
        only.words.0 = packed.words.0
        return only.spread
    }

    private mutating func rebuildIndex(size: Int) {
        // The old one goes first, so that there are never two.
        index = KeyIndex(size: 0)
        index = KeyIndex(size: size)
        for row in tags.indices where tags[row] & 7 != 0 { index.add(row, Self.mixed(packedKey(row))) }
    }
}
