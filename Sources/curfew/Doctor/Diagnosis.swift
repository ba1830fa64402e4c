internal import Configuration
internal import Operations
internal import SessionModel
internal import StoreKit
internal import Synchronization

/// What was found out about a store.
struct Diagnosis {
    private let opened: OpenedStore
    private let examination: StoreExamination
    private let setup: FeedSetup?
    private let sample: Sample

    /// Examines a store and looks into some of its records.
    init(of opened: OpenedStore) async throws(Failure) {
        self.opened = opened
        do throws(StoreError) {
            examination = try await opened.target.store.examine()
            setup = try await opened.target.store.feedSetup()
            sample = try await Self.sample(of: opened.target, examination)
        } catch {
            throw Failure(error)
        }
    }

    /// Some records. Where listing is not permitted there are none, and the rights say why.
    private static func sample(
        of target: OpenStore, _ examination: StoreExamination
    ) async throws(StoreError) -> Sample {
        do throws(StoreError) {
            return try await Sample(of: target)
        } catch {
            guard error.reason == .notPermitted, !examination.abilities.contains(.list) else { throw error }
            return Sample()
        }
    }

    private static let rights: [(ability: StoreAbilities, word: String, title: String)] = [
        (.list, "list", "list sessions"), (.edit, "edit", "edit them"), (.setDeadline, "ttl", "move deadlines"),
        (.move, "regenerate", "give fresh ids"), (.end, "destroy", "end them"),
        (.restore, "restore", "bring them back"),
        (.push, "feed", "be told of changes"),
    ]

    /// The clocks differ by more than this before it is worth a word, in milliseconds.
    private static let noticeableSkew: Int64 = 1000

    // MARK: In words

    /// The findings for a person, a line each.
    var lines: [String] {
        var lines = [
            "Store    \(opened.target.store.identity.address), \(opened.chosen.how)",
            "Reached  \(examination.version)\(roundTrip)",
            "Records  \(examination.estimatedCount.map { "about \($0)" } ?? "not counted")",
            "Format   \(sample.words)",
            "Feed     \(examination.feed.isPush ? "told by the store" : "listed again"): \(examination.feed.label)",
        ]
        lines += feedAdvice
        if let skew { lines.append("Clock    \(skew)") }
        if opened.target.isProduction { lines.append("Profile  production: acts need a reason, several also a count") }
        if let readOnlyRemedy {
            lines += ["Profile  read-only: nothing may be changed", "         to change that: \(readOnlyRemedy)"]
        }
        lines.append("Rights")
        for right in Self.rights { lines += self.lines(of: right.ability, right.title) }
        return lines + notes.map { "Note     \($0)" }
    }

    /// What would have the store tell of changes, a line each.
    private var feedAdvice: [String] {
        guard let setup, !setup.isActive else { return [] }
        let words = FeedWords(setup)
        let steps = words.advice(opened.target.name).map { "         to change that: \($0)" }
        return ["         \(words.summary)"] + steps
    }

    private var notes: [String] {
        examination.notes + [examination.emptiness].compactMap(\.self) + (opened.detection?.notes ?? [])
            + opened.chosen.notes
    }

    /// What would let it be changed; nil where it may be.
    private var readOnlyRemedy: String? {
        guard opened.target.isReadOnly else { return nil }
        guard opened.unlock != nil, let profile = opened.chosen.profile?.name else { return "leave out --read-only" }
        return ":write 15m REASON in the console opens it for a time, or take read_only out of profile '\(profile)'"
    }

    private var roundTrip: String {
        guard examination.roundTrip > 0 else { return "" }
        return ", answers in \((examination.roundTrip * 10).rounded() / 10) ms"
    }

    private var skew: String? {
        let skew = examination.clockSkew
        guard abs(skew) > Self.noticeableSkew else { return nil }
        let length = DurationText.exact(milliseconds: abs(skew))
        return
            "the store's clock is \(length) \(skew > 0 ? "ahead of" : "behind") this machine's; deadlines go by the store's"
    }

    private func lines(of ability: StoreAbilities, _ title: String) -> [String] {
        guard let restriction = restriction(of: ability) else {
            return ["  \(examination.abilities.contains(ability) ? "yes" : "no ")  \(title)"]
        }
        let remedy = restriction.remedy.map { ["       to change that: \($0)"] } ?? []
        return ["  no   \(title): \(restriction.reason)"] + remedy
    }

    private func restriction(of ability: StoreAbilities) -> StoreExamination.Restriction? {
        guard !examination.abilities.contains(ability) else { return nil }
        return examination.restrictions.first { !$0.ability.isDisjoint(with: ability) }
    }

    // MARK: As JSON

    /// The findings as an object.
    var json: JSONValue {
        [
            "store": .string(opened.target.name),
            "address": .string(opened.target.store.identity.address),
            "engine": .string(opened.target.store.identity.engine),
            "chosen": .string(opened.chosen.how),
            "reached": .boolean(true),
            "version": .string(examination.version),
            "rights": .object(
                Self.rights.map { .init($0.word, .boolean(examination.abilities.contains($0.ability))) }),
            "restrictions": .array(restrictions),
            "formats": .object(sample.counts.map { .init($0.name, .integer(Int64($0.count))) }),
            "feed": [
                "push": .boolean(examination.feed.isPush), "how": .string(examination.feed.label),
                "setup": setup.map { FeedWords($0).json } ?? .null,
            ],
            "clock_skew": .seconds(milliseconds: examination.clockSkew),
            "round_trip_ms": .integer(Int64(examination.roundTrip.rounded())),
            "records": examination.estimatedCount.map { .integer(Int64($0)) } ?? .null,
            "production": .boolean(opened.target.isProduction),
            "read_only": .boolean(opened.target.isReadOnly),
            "notes": .array((notes + opened.chosen.warnings).map(JSONValue.string)),
        ]
    }

    private var restrictions: [JSONValue] {
        examination.restrictions.map { restriction in
            let words = Self.rights.filter { !restriction.ability.isDisjoint(with: $0.ability) }.map(\.word)
            return [
                "rights": .array(words.map(JSONValue.string)), "reason": .string(restriction.reason),
                "remedy": .optional(
                    restriction.remedy ?? (restriction.ability.isDisjoint(with: .reading) ? readOnlyRemedy : nil)),
            ]
        }
    }
}
