internal import SessionModel

/// What differs from framework to framework; `SessionFormat(_:)` makes the format of it.
struct FormatRecipe: Sendable {
    /// Its name in addresses and output.
    var name: String
    /// Its name for people.
    var title: String
    /// Where it keeps its records, the preferred place first.
    var layouts: [Layout]
    /// The cookie its ids travel in.
    var cookieName: String
    /// How long its sessions live without a request unless told otherwise, in milliseconds.
    var defaultLifetime: Int64
    /// Where its payloads name the user, before the common names.
    var userPaths: [PayloadPath] = []
    /// Whether the store's own deadline is the one the framework goes by.
    var diesByStore = true
    /// Whether its records die a lifetime after their last use where that is all they tell: files after they were last
    /// written, whatever is in them.
    var diesByModification = false
    /// Paths into a JSON object that only this framework's records have all of.
    var marks: [[String]] = []
    /// The formats in which a copy of a session may be kept, and whether such copies are only made of its records.
    var copiesIn: [String] = []
    var isSource = false
    /// What sets a deadline anew after it was moved.
    var renewal = Renewal.request
    /// What the names end in of the cookies that its ids travel in, where the application chooses the rest.
    var cookieSuffixes: [String] = []
    /// That cookie's name where a record's key tells it; nil where none does.
    var cookieNameBeside: (@Sendable (SessionKey) -> String?)?
    /// Its ids.
    var ids: IDScheme

    /// How the payload stands in a record; nil when the record can't be one of this framework's.
    var coding: @Sendable (StoredRecord, RecordPlace, FormatContext) -> PayloadCoding?
    /// Whether a payload has the marks of the framework's own.
    var recognizes: @Sendable (Payload, RecordPlace) -> Bool
    /// The user's names where the framework has a convention that no path can say; the preferred one first.
    var users: @Sendable (Payload) -> [String] = { _ in [] }
    /// Adds what the record says: clocks, times, the framework's own fields.
    var describe: @Sendable (inout Session, Payload, RecordPlace, FormatContext) -> Void
    /// Refuses an edit that the framework would not survive.
    var check: @Sendable (Session, Payload) throws(FormatError) -> Void = { _, _ throws(FormatError) in }
    /// What has to be written so that a session ends at a deadline; its own clock is the store's unless said here.
    var redate: @Sendable (Session, Deadline, FormatContext) throws(FormatError) -> Redating = {
        _, deadline, _ throws(FormatError) in Redating(expiry: deadline, deadline: deadline)
    }
    /// What becomes of all that the framework keeps beside a session's record in a key-value store; nil where it keeps
    /// nothing there.
    var companions: (@Sendable (Session, SessionAct) -> [CompanionStep])?
}

extension SessionFormat {
    /// The format of a recipe.
    init(_ recipe: FormatRecipe) {
        self.init(
            name: recipe.name, title: recipe.title, layouts: recipe.layouts, cookieName: recipe.cookieName,
            defaultLifetime: recipe.defaultLifetime, userPaths: recipe.userPaths, diesByStore: recipe.diesByStore,
            copiesIn: recipe.copiesIn, isSource: recipe.isSource,
            read: recipe.read,
            glance: { context in
                var context = context
                context.isGlancing = true
                return ReadingGlance(
                    read: { [context] in recipe.read($0, context) },
                    isGuess: { [context] in recipe.layouts(context).claiming($0)?.isGuess == true }
                ).callAsFunction
            },
            content: recipe.content, redate: recipe.redating,
            mint: { session, random in
                if let mintBeside = recipe.ids.mintBeside { return SessionID(mintBeside(session.key, &random)) }
                guard let mintLike = recipe.ids.mintLike, let id = session.id?.whole else {
                    return SessionID(recipe.ids.mint(&random))
                }
                return SessionID(mintLike(id, &random))
            },
            key: { id, session, context in
                guard let layout = recipe.layouts(context).claiming(session.key) else { return nil }
                return layout.key(stem: recipe.ids.stem(of: id, in: layout), beside: session.key)
            },
            candidates: { id, context in
                guard recipe.ids.shape.fits(Array(id.whole.utf8)) else { return [] }
                // Kinds of stores that name a record alike give one key.
                return recipe.layouts(context).reduce(into: []) { keys, layout in
                    let key = recipe.ids.key(of: id, in: layout)
                    if layout.claims(key), !keys.contains(key) { keys.append(key) }
                }
            },
            cookie: { id, session, context in
                var context = context
                context.cookieName = context.cookieName ?? session.flatMap { recipe.cookieNameBeside?($0.key) }
                return recipe.ids.cookieValue(id.whole, session, context)
                    .map { "\(context.cookieName ?? recipe.cookieName)=\($0)" }
            },
            idInCookie: { text, context throws(FormatError) in try recipe.id(in: CookieText(text), context) })
        marks = recipe.marks
        renewal = recipe.renewal
        guard let companions = recipe.companions else { return }
        hasCompanions = true
        self.companions = companions
    }
}

extension FormatRecipe {
    /// The layouts by which it reads a store.
    fileprivate func layouts(_ context: FormatContext) -> [Layout] { context.layouts(of: name) }

    /// The id in pasted cookies: in the one that is called as usual, else in the first that is called likely and holds one.
    fileprivate func id(in pasted: CookieText, _ context: FormatContext) throws(FormatError) -> SessionID {
        let names = context.cookieName == nil ? pasted.names(like: cookieName, endingInOneOf: cookieSuffixes) : []
        var problem: FormatError?
        for name in names {
            do throws(FormatError) {
                var context = context
                // What it is called may be a part of what it holds.
                context.cookieName = name
                return try id(inValue: try pasted.value(named: name), context)
            } catch {
                problem = problem ?? error
            }
        }
        if let problem { throw problem }
        return try id(inValue: try pasted.value(named: context.cookieName ?? cookieName), context)
    }

    private func id(inValue value: String, _ context: FormatContext) throws(FormatError) -> SessionID {
        let id = try ids.idInValue(value, context)
        guard ids.shape.fits(Array(id.utf8)) else {
            throw FormatError("That is no \(title) session id: one has \(ids.looks).")
        }
        return SessionID(id)
    }

    @Sendable
    fileprivate func read(_ record: StoredRecord, _ context: FormatContext) -> Session? {
        guard let place = RecordPlace(record.key, layouts(context)),
            let coding = coding(record, place, context)
        else { return nil }
        var session: Session
        switch payload(record, coding) {
        case .success(let reading):
            guard recognizes(reading.payload, place) else { return nil }
            session = Session(record: record, format: name, content: .payload(reading.payload))
            session.id = place.id
            session.viewOnlyReason = reading.lock
            session.userNames = names(reading.payload, context)
            date(&session, place, context)
            if let duplicate = reading.payload.duplicateKeys.first {
                session.notes.append("The key \"\(duplicate)\" is there twice; readers take the last one.")
            }
            describe(&session, reading.payload, place, context)
            if let path = record.place { session.notes.append("It is in the directory \(path) of the store's.") }
        case .failure(let reason):
            session = Session(record: record, format: name, content: .unreadable(reason.description))
            session.id = place.id
            session.viewOnlyReason = reason.description
            session.isSealed = coding.isSealed
            date(&session, place, context)
        }
        return session
    }

    private func names(_ payload: Payload, _ context: FormatContext) -> [String] {
        let names = context.userRule.names(in: payload)
        return context.userRule.isGiven ? names : users(payload) + names
    }

    /// Adds the clocks that stand outside the record's content.
    private func date(_ session: inout Session, _ place: RecordPlace, _ context: FormatContext) {
        if let expiry = session.record.expiry {
            session.clocks = [SessionClock(.store, expiry, source: place.layout.expirySource)]
        }
        guard diesByModification, place.layout.tellsLastUse, let modified = session.record.modified else { return }
        let lifetime = context.lifetime ?? defaultLifetime
        let deadline = Deadline.at(modified.adding(milliseconds: lifetime))
        session.clocks.append(SessionClock(.idle, deadline, source: Self.source(of: place.layout)))
        session.lastSeenAt = modified
        session.lifetime = lifetime
    }

    /// What has to be written so that a session ends at a deadline.
    @Sendable
    fileprivate func redating(
        _ session: Session, _ deadline: Deadline, _ context: FormatContext
    ) throws(FormatError) -> Redating {
        try deadline.requireCalendar()
        guard let layout = layouts(context).claiming(session.key) else {
            return try redate(session, deadline, context)
        }
        guard diesByModification, layout.tellsLastUse,
            session.clocks.isEmpty || session.clocks.contains(where: { $0.source == Self.source(of: layout) })
        else {
            var redating = try redate(session, deadline, context)
            if redating.expiry != nil { redating.deadline = layout.rounded(redating.deadline) }
            return redating
        }
        guard let moment = deadline.moment else {
            throw FormatError(
                "This session dies a lifetime after its last use and can't be made immortal; give it a date.")
        }
        let lifetime = context.lifetime ?? defaultLifetime
        let modified = layout.rounded(.at(moment.adding(milliseconds: -lifetime))).moment ?? moment
        return Redating(modified: modified, deadline: .at(modified.adding(milliseconds: lifetime)))
    }

    /// Where the clock of a last use is read, for people.
    private static func source(of layout: Layout) -> String { "\(layout.lastUseSource) + lifetime" }

    private func payload(_ record: StoredRecord, _ coding: PayloadCoding) -> Result<PayloadCoding.Reading, FormatError>
    {
        switch record.content {
        case .foreign(let kind):
            return .failure(.foreign(kind, to: title))
        case .head(let head):
            return .failure(
                FormatError("The record has \(record.size) bytes, of which only the first \(head.count) were read."))
        case .bytes(let bytes):
            do throws(FormatError) {
                return .success(try coding.read(bytes))
            } catch {
                return .failure(error)
            }
        }
    }

    @Sendable
    fileprivate func content(
        _ session: Session, _ payload: Payload, _ context: FormatContext
    ) throws(FormatError) -> [UInt8] {
        if let reason = session.viewOnlyReason { throw FormatError(reason) }
        guard let place = RecordPlace(session.key, layouts(context)), let bytes = session.record.content.bytes,
            let coding = coding(session.record, place, context)
        else { throw FormatError("The record can't be read, so it can't be written either.") }
        try check(session, payload)
        return try coding.write(payload, bytes)
    }
}
