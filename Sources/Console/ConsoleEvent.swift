public import Operations
public import SessionModel
public import SessionQuery
public import StoreKit
public import TerminalKit

/// What happens to the console: keys, and what effects bring back.
public enum ConsoleEvent: Sendable {
    /// Keys were pressed.
    case keys([KeyPress])
    /// The terminal has another size.
    case resized(Size)
    /// The store is open.
    case opened(StoreFacts)
    /// The store could not be opened: a sentence, and what is shown in the list's place.
    case openFailed(String, help: [String])
    /// A page of a listing.
    case page(Ticket, RecordPage)
    /// A listing is over; a sentence when it failed, and the places of the stores in which it did.
    case scanEnded(Ticket, failure: String?, missed: Set<Int> = [])
    /// What a search found, and how far it is.
    case searched(Ticket, SearchProgress)
    /// What sessions have in the column that the list is sorted by, and how far the reading is.
    case values(Ticket, ValueProgress)
    /// Sessions were saved to a file: how many, or why not.
    case exported(Ticket, Result<Int, EditorFailure>, path: String)
    /// What bringing saved sessions back would come to, or why they can't be read.
    case restorePlanned(Ticket, Result<RestorePlan, EditorFailure>)
    /// Which sessions an act would be done to.
    case rehearsed(Ticket, Result<Rehearsal, EditorFailure>)
    /// How far the act under way is.
    case actProgress(done: Int, of: Int)
    /// A program of the operator's own that wants the terminal can be run.
    case ownReady(Ticket, TerminalProgram)
    /// A program of the operator's own has ended, or could not be run.
    case ownEnded(Ticket, Result<ProgramOutcome, OwnFailure>)
    /// Sessions that were read for the rows on screen; nil where there is none any more.
    case read([(SessionKey, Session?)])
    /// A reading failed: a sentence.
    case readFailed([SessionKey], String)
    /// A session that was read to be looked into; nil when it is gone.
    case inspected(SessionKey, Session?)
    /// A session could not be read: a sentence.
    case inspectFailed(SessionKey, String)
    /// The session a cookie opens.
    case found(Session)
    /// The feed of a store told something; its place among those that are open.
    case news(ChangeNews, store: Int = 0)
    /// Stores that were to be open as well, and are not.
    case uncovered([OpenStores.Uncovered])
    /// How far a reading of users is.
    case usersProgress(Ticket, read: Int, of: Int)
    /// Everybody with live sessions.
    case users(Ticket, UserDirectory)
    /// How far a reading for a what-if is, from 0 to 1.
    case whatIfProgress(Ticket, Double)
    /// When the sessions would end under another lifetime.
    case whatIf(Ticket, WhatIf)
    /// What a logout would end, or why there is no plan.
    case planned(Ticket, Result<LogoutPlan, LogoutPlanError>)
    /// What happens in a logout.
    case logout(Ticket, LogoutNews)
    /// Records that were read again on request.
    case looked([Observation])
    /// Records could not be read again: a sentence.
    case lookFailed([SessionKey], String)
    /// An act is over.
    case acted(ActReport)
    /// What can be undone and redone next, where that is another than after the last act: the acts' titles.
    case undoable(undo: String?, redo: String?)
    /// The editor was left: the file's bytes, or a sentence.
    case edited(EditTicket, Result<[UInt8], EditorFailure>)
    /// A text was saved: where, or why not.
    case saved(Result<String, EditorFailure>)
    /// The journal was read.
    case journal([JournalLine], verdict: String)
    /// A read-only store may be written to until a moment; with what was found out about it then.
    case unlocked(store: Int, until: Timestamp, StoreExamination?)
    /// It is read-only again: a sentence.
    case locked(store: Int, String)
    /// What became of a session.
    case explained(SessionKey, EndExplanation)
    /// Something to tell.
    case message(Message.Level, String)
    /// The theme is this one now.
    case themed(String)
    /// These themes are there.
    case themes([String])
    /// A cookie was made to be copied; nil where it can't be.
    case cookieMade(CopyOrder, String?)
    /// Something was sent to the clipboard, or why it was not.
    case copied(CopyOrder, CopyOutcome)

    /// Whether it is what came of something that the operator has asked for, so that he waits for it.
    var isOutcome: Bool {
        switch self {
        case .exported, .restorePlanned, .rehearsed, .ownEnded, .inspectFailed, .planned, .acted, .edited, .saved,
            .cookieMade, .copied:
            true
        case .keys, .resized, .opened, .openFailed, .page, .scanEnded, .searched, .values, .actProgress, .ownReady,
            .read, .readFailed, .inspected, .found, .news, .uncovered, .usersProgress, .users, .whatIfProgress, .whatIf,
            .logout, .looked, .lookFailed, .journal, .unlocked, .locked, .explained, .message, .themed, .themes,
            .undoable:
            false
        }
    }
}

/// A number that tells an answer which question it belongs to.
public struct Ticket: Hashable, Sendable {
    let number: Int
}

/// Which edit an editor was opened for.
public struct EditTicket: Hashable, Sendable {
    let number: Int
}

/// Why an editor's text could not be had or kept.
public struct EditorFailure: Error, Hashable, Sendable {
    /// One sentence.
    public var sentence: String

    /// Creates a failure.
    public init(_ sentence: String) { self.sentence = sentence }
}

/// How far a search is.
public struct SearchProgress: Sendable {
    /// The sessions found since the last report.
    public var found: RecordPage
    /// How many were looked at so far.
    public var looked: Int
    /// How many of them could not be read.
    public var unreadable: Int
    /// Whether it is over.
    public var isOver: Bool
    /// Why it ended early; nil when it did not.
    public var failure: String?

    /// Creates a report.
    public init(found: RecordPage, looked: Int, unreadable: Int, isOver: Bool, failure: String? = nil) {
        self.found = found
        self.looked = looked
        self.unreadable = unreadable
        self.isOver = isOver
        self.failure = failure
    }
}

/// How far a reading of a column's values is.
public struct ValueProgress: Sendable {
    /// The sessions read since the last report.
    public var keys: RecordPage
    /// What each of them has in the column.
    public var values: [ColumnValue]
    /// How many were looked at so far.
    public var looked: Int
    /// How many of them could not be read.
    public var unreadable: Int
    /// Whether it is over.
    public var isOver: Bool
    /// Why it ended early; nil when it did not.
    public var failure: String?

    /// Creates a report.
    public init(
        keys: RecordPage, values: [ColumnValue], looked: Int, unreadable: Int, isOver: Bool, failure: String? = nil
    ) {
        self.keys = keys
        self.values = values
        self.looked = looked
        self.unreadable = unreadable
        self.isOver = isOver
        self.failure = failure
    }
}

/// What became of an act.
public struct ActReport: Sendable {
    /// What was asked.
    public var request: ActRequest
    /// What became of each session; nil when it failed as a whole.
    public var receipt: Receipt?
    /// Why it failed as a whole: a sentence.
    public var failure: String?
    /// What the store holds now, when the act was refused because of a change.
    public var conflict: Session?
    /// The session as it is after the act.
    public var session: Session?
    /// What can be undone next, and redone next: the acts' titles.
    public var undoTitle: String?
    /// What can be redone next.
    public var redoTitle: String?
    /// Why the journal has no line of it.
    public var journalWarning: String?
    /// Whether an act that failed as a whole may have been done all the same.
    public var isUncertain: Bool
    /// When what an undo or redo has left has its turn; nil where it has left nothing, or was not tried.
    public var rest: Rest?
    /// The id that a change of the id would have given the session, where no answer came.
    public var newID: SessionID?
    /// The act that was to be undone, where it was cut off and nothing was kept of it: it stands in the way no longer.
    public var lost: CutOffAct?

    /// When the key that undoes or redoes comes to what is left.
    public enum Rest: Hashable, Sendable {
        /// The next time.
        case next
        /// When others have had their turn: it was tried again in vain.
        case later
    }

    /// Creates a report.
    public init(
        request: ActRequest, receipt: Receipt?, failure: String? = nil, conflict: Session? = nil,
        session: Session? = nil, undoTitle: String? = nil, redoTitle: String? = nil, journalWarning: String? = nil,
        isUncertain: Bool = false, rest: Rest? = nil
    ) {
        self.isUncertain = isUncertain
        self.rest = rest
        self.request = request
        self.receipt = receipt
        self.failure = failure
        self.conflict = conflict
        self.session = session
        self.undoTitle = undoTitle
        self.redoTitle = redoTitle
        self.journalWarning = journalWarning
    }
}

/// Something the operator asked for.
public struct ActRequest: Hashable, Sendable {
    /// What.
    public enum Act: Hashable, Sendable {
        case edit(Session, Payload, Verb)
        case deadline(Session, Deadline)
        case deadlines([SessionKey], DeadlineChange)
        case regenerate(Session)
        case destroy([SessionKey], ids: [SessionKey: SessionID])
        /// Brings saved sessions back into one of the open stores, by its place.
        case restore([ArchivedRecord], store: Int)
        case undo
        case redo
    }

    /// What.
    public var act: Act
    /// Why; nil when no reason was given.
    public var reason: String?
    /// The file that sessions are saved to before they are ended.
    public var export: String?
    /// What has chosen the sessions: one that does not fit any more is left alone. Nil for those that were named.
    public var choice: QueryChoice?

    /// Creates a request.
    public init(_ act: Act, reason: String? = nil, export: String? = nil, choice: QueryChoice? = nil) {
        self.export = export
        self.choice = choice
        self.act = act
        self.reason = reason
    }
}

extension ConsoleEvent: NewsCarrier {
    public var carried: (news: ChangeNews, store: Int)? {
        switch self {
        case .news(let news, let store): (news, store)
        default: nil
        }
    }

    public static func carrying(_ news: ChangeNews, of store: Int) -> ConsoleEvent { .news(news, store: store) }
}
