/// What was found out about a store: what `doctor` prints and the header shows.
public struct StoreExamination: Hashable, Sendable {
    /// The engine and its version as it names itself ("Redis 7.0.15").
    public var version: String
    /// What may be done.
    public var abilities: StoreAbilities
    /// Why something may not be done, in the store's own words, with what would change that.
    public var restrictions: [Restriction]
    /// How changes become known.
    public var feed: FeedKind
    /// How far the store's clock is ahead of ours, in milliseconds; 0 where they are one.
    public var clockSkew: Int64
    /// How long one question and answer took, in milliseconds.
    public var roundTrip: Double
    /// How many records there are, as well as can be told cheaply; nil where it can't.
    public var estimatedCount: Int?
    /// What an operator has to know of this kind of store, in sentences.
    public var notes: [String]
    /// Why there is nothing at all, in a sentence, where the place of the sessions is yet to be made; nil where it is
    /// there.
    public var emptiness: String?

    /// Something that can't be done, why, and the command that would change it.
    public struct Restriction: Hashable, Sendable {
        /// What can't be done.
        public var ability: StoreAbilities
        /// Why, in a sentence.
        public var reason: String
        /// The command that would change it; nil where none would.
        public var remedy: String?

        /// Creates a restriction.
        public init(_ ability: StoreAbilities, reason: String, remedy: String? = nil) {
            self.ability = ability
            self.reason = reason
            self.remedy = remedy
        }
    }

    /// Creates an examination.
    public init(
        version: String, abilities: StoreAbilities, restrictions: [Restriction] = [], feed: FeedKind,
        clockSkew: Int64 = 0, roundTrip: Double = 0,
        estimatedCount: Int? = nil, notes: [String] = []
    ) {
        self.version = version
        self.abilities = abilities
        self.restrictions = restrictions
        self.feed = feed
        self.clockSkew = clockSkew
        self.roundTrip = roundTrip
        self.estimatedCount = estimatedCount
        self.notes = notes
    }
}
