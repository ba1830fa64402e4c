public import Operations
internal import SessionModel
public import StoreKit
internal import SessionQuery
internal import TerminalKit

/// What `destroy` was given beside itself.
struct DestroyOrder: Hashable, Sendable {
    /// Which sessions; nil for those that are marked, or the one under the cursor.
    var query: String?
    /// What has chosen them, once that is begun.
    var choice: QueryChoice?
    /// The file they are saved to first.
    var export: String?
    /// Whether it is only told what would be done.
    var isDryRun = false

    init() {}

    /// The line that only tells what this would do.
    var rehearsal: String {
        let saving = export.map { " --export \(CommandWord.quoted($0))" } ?? ""
        return "destroy" + (query.map { " --where \($0)" } ?? "") + saving + " --dry-run"
    }

    /// Reads the options of a line.
    ///
    /// - Throws: What is wrong, as a sentence.
    init(parsing line: String) throws(EditorFailure) {
        guard var words = CommandWord.split(line)?[...] else {
            throw EditorFailure("A quote in \"\(Printable.text(line))\" is not closed.")
        }
        while let word = words.popFirst() {
            let rest = words.prefix { !$0.isOption }
            switch word.isQuoted ? "" : word.text {
            case "--dry-run": isDryRun = true
            case "--export":
                guard let path = rest.first else {
                    throw EditorFailure("--export wants a file, as in --export out.jsonl.")
                }
                export = path.text
                words = words.dropFirst()
            case "--where":
                guard let first = rest.first, let last = rest.last else {
                    throw EditorFailure("--where wants a query, as in --where plan=trial.")
                }
                // As it is written: quotes and blanks are the query's own.
                query = String(line[first.place.lowerBound..<last.place.upperBound])
                words = words.dropFirst(rest.count)
            default:
                throw EditorFailure(
                    "destroy takes --where QUERY, --export FILE and --dry-run, not \"\(Printable.text(word.text))\".")
            }
        }
    }
}

/// What bringing saved sessions back would come to.
public struct RestorePlan: Hashable, Sendable {
    /// The file.
    public var path: String
    /// The place of the store they would be brought back into.
    public var place: Int
    /// The sessions that are in the file.
    public var records: [ArchivedRecord]
    /// What would become of each.
    public var lines: [Receipt.Line]

    /// Creates a plan.
    public init(path: String, place: Int, records: [ArchivedRecord], lines: [Receipt.Line]) {
        self.path = path
        self.place = place
        self.records = records
        self.lines = lines
    }

    /// How many can be brought back.
    var count: Int { restorable.count }

    /// The sessions that can be.
    var restorable: [ArchivedRecord] { zip(records, lines).filter { $1.result == .done }.map(\.0) }

    /// Why others can't, with how many each.
    var refusals: [(reason: String, count: Int)] {
        Dictionary(grouping: lines.filter { $0.result != .done }) { $0.reason ?? "refused" }
            .map { ($0.key, $0.value.count) }.sorted { $0.0 < $1.0 }
    }
}

/// What a dry run found.
public struct Rehearsal: Hashable, Sendable {
    /// How many sessions are there.
    public var there: Int
    /// How many have ended meanwhile.
    public var gone: Int

    /// Creates one.
    public init(there: Int, gone: Int) {
        self.there = there
        self.gone = gone
    }
}

/// Acts on many sessions: what they are about is fixed when it is asked.
extension Console {
    /// More sessions than this are not saved from the screen: they are read whole.
    private static let mostSaved = 100_000

    mutating func beginDestroy(_ line: String) -> [Effect] {
        do throws(EditorFailure) {
            var order = try DestroyOrder(parsing: line)
            guard let query = order.query else {
                if let reason = noTarget ?? (order.isDryRun ? nil : cannot(.end)) {
                    say(.info, "destroy: \(reason).")
                    return []
                }
                return confirmDestroy(order)
            }
            if !order.isDryRun, let reason = cannotActNow ?? lacks(.end) {
                say(.info, "destroy: \(reason).")
                return []
            }
            if view != .sessions { go(to: .sessions) }
            let before = filterToHold
            guard let query = namedQuery(query, isForAct: true), let effects = tryFilter(query) else { return [] }
            order.choice = (try? Query.parse(query)).map { QueryChoice($0, at: now) }
            pendingBulk = order
            heldFilter = before
            return effects + (search == nil ? goOnWithBulk(isWhole: true) : [])
        } catch {
            say(.error, error.sentence)
            return []
        }
    }

    /// Asks about all that a query has found, once it has been looked for. The list shows it as long as that is asked.
    mutating func goOnWithBulk(isWhole: Bool) -> [Effect] {
        guard let order = pendingBulk else { return [] }
        pendingBulk = nil
        let isCovered = dialog != nil
        let effects = askAboutFound(order, isWhole: isWhole)
        return isCovered || dialog == nil ? effects + putFilterBack() : effects
    }

    private mutating func askAboutFound(_ order: DestroyOrder, isWhole: Bool) -> [Effect] {
        guard isWhole else {
            say(.error, "Not all sessions could be looked through, so nothing is ended; try again.")
            return []
        }
        guard dialog == nil, prompt == nil else {
            say(.warning, "destroy: something else was begun meanwhile, so it was not asked; give it again.")
            return []
        }
        list.arrange(at: storeTime, isForced: true)
        let shown = list
        let keys = shown.order.map(Int.init).filter { !shown.isDying($0) && shown.table.isLive($0) }.map(
            shown.table.key)
        guard !keys.isEmpty else {
            say(.info, "No session fits \(Printable.text(order.query ?? "")); nothing was done.")
            return []
        }
        return confirm(order, keys, hidden: 0)
    }

    mutating func confirmDestroy(_ order: DestroyOrder = DestroyOrder()) -> [Effect] {
        let marks = view == .sessions ? list.visibleMarks() : (rows: [], hidden: 0)
        let keys = marks.rows.isEmpty ? [targetKey].compactMap { $0 } : marks.rows.map { list.table.key($0) }
        return confirm(order, keys, hidden: marks.hidden)
    }

    private mutating func confirm(_ order: DestroyOrder, _ keys: [SessionKey], hidden: Int) -> [Effect] {
        let part = actable(keys, .end)
        if part.keys.isEmpty, !order.isDryRun {
            say(.warning, (["Nothing can be ended."] + part.refusals).joined(separator: " "))
            return []
        }
        let keys = part.keys.isEmpty ? keys : part.keys
        guard let facts = facts(of: keys) else { return [] }
        let unreadable = order.query == nil ? 0 : search?.unreadable ?? 0
        if order.export != nil, let reason = cannotSave(keys) {
            say(.error, reason)
            return []
        }
        if order.isDryRun {
            let ticket = nextTicket()
            rehearsal = (ticket, order, part.refusals, unreadable)
            return [.rehearse(ticket, keys)]
        }
        var ids: [SessionKey: SessionID] = [:]
        for key in keys {
            if let row = list.table.row(of: key), let id = list.details[row]?.id { ids[key] = id }
        }
        dialog = ConfirmDialog.destroying(
            keys, ids: ids, samples: samples(of: keys), hidden: hidden, facts: facts, order: order,
            unreadable: unreadable, others: part.refusals + [keys.count > 1 ? unseen : nil].compactMap { $0 },
            warning: away(keys, "ended"), undo: keyName("undo"))
        return []
    }

    /// Tells what a dry run found.
    mutating func rehearsed(_ ticket: Ticket, _ result: Result<Rehearsal, EditorFailure>) {
        guard let (_, order, refusals, unreadable) = rehearsal, rehearsal?.ticket == ticket else { return }
        rehearsal = nil
        switch result {
        case .failure(let failure): say(.error, failure.sentence)
        case .success(let found):
            let what = found.there == 1 ? "1 session" : "\(found.there.grouped) sessions"
            let gone = found.gone == 0 ? "" : " \(found.gone.grouped) more have ended already."
            let first = order.export.map { " after saving to \(Printable.text($0))" } ?? ""
            let unknown = unreadable == 0 ? "" : " \(unreadable.grouped) could not be read and would stay."
            let stay = refusals.map { " " + $0 }.joined()
            say(.info, "Dry run: destroy would end \(what)\(first).\(gone)\(unknown)\(stay) Nothing was done.")
        }
    }

    // MARK: Files

    mutating func exportShown(to path: String) -> [Effect] {
        if path.isEmpty { return usage("export FILE: what is marked, else all that the filter shows") }
        let keys = shownKeys
        if let reason = cannotSave(keys) {
            say(.error, reason)
            return []
        }
        say(.info, "Saving \(keys.count.grouped) to \(Printable.text(path)).")
        return [.export(nextTicket(), keys, path: path)]
    }

    /// What is marked, else all that the list shows; in a session that one.
    private var shownKeys: [SessionKey] {
        guard view == .sessions else { return [targetKey].compactMap { $0 } }
        let marks = list.visibleMarks()
        let rows = marks.rows.isEmpty ? list.order.map(Int.init).filter { !list.isDying($0) } : marks.rows
        return rows.map { list.table.key($0) }
    }

    private func cannotSave(_ keys: [SessionKey]) -> String? {
        if keys.isEmpty { return "There is nothing to save." }
        if keys.count > Self.mostSaved {
            return "\(keys.count.grouped) sessions are more than the screen saves; curfew export FILE saves them."
        }
        let stores = Set(keys.map(SharedKey.place))
        guard facts?.members.isEmpty == false, stores.count > 1 else { return nil }
        return
            "These are sessions of \(stores.count) stores, and a file holds those of one; show one alone, as in ctx NAME."
    }

    mutating func exported(_ ticket: Ticket, _ result: Result<Int, EditorFailure>, _ path: String) {
        switch result {
        case .failure(let failure): say(.error, failure.sentence)
        case .success(let count):
            say(
                .success,
                "Saved \(count == 1 ? "1 session" : "\(count.grouped) sessions") to \(Printable.text(path)), whole; "
                    + "restore brings them back.")
        }
    }

    mutating func beginRestore(from path: String) -> [Effect] {
        if path.isEmpty { return usage("restore FILE, which export or destroy --export saved") }
        guard facts?.members.isEmpty != false || list.shownStore != nil else {
            say(.error, "Several stores are open; show the one they are for alone, as in ctx NAME, then restore.")
            return []
        }
        return [.planRestore(nextTicket(), path: path, store: list.shownStore ?? 0)]
    }

    mutating func restorePlanned(_ ticket: Ticket, _ result: Result<RestorePlan, EditorFailure>) {
        switch result {
        case .failure(let failure): say(.error, failure.sentence)
        case .success(let plan):
            let store = facts?.members.isEmpty == false ? stores[plan.place] : facts
            guard let store else { return }
            guard dialog == nil, prompt == nil else {
                return say(.warning, "restore: something else was begun meanwhile, so it was not asked; give it again.")
            }
            guard plan.count > 0 else {
                let reasons = plan.refusals.map { "\($0.count) can't: \($0.reason)" }
                say(
                    .warning,
                    "Nothing of \(Printable.text(plan.path)) can be brought back; \(reasons.joined(separator: ", ")).")
                return
            }
            let lines = plan.lines.filter { $0.result == .done }.prefix(5)
            let samples = lines.map { SessionID.shorten(Printable.text($0.id?.whole ?? $0.key.text)) }
            dialog = ConfirmDialog.restoring(
                plan, samples: Array(samples), facts: store, undo: keyName("undo"))
        }
    }
}
