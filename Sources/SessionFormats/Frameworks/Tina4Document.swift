internal import BSON
internal import SessionModel

/// How Tina4 writes a session in MongoDB: the payload in `data`, its end in `expires_at`, and around it what each
/// language adds. Versions before 3.13 had no `expires_at` and counted a lifetime from the last use.
enum Tina4Document {
    /// The deadline's field, a number of seconds in all languages.
    static let expiry = "expires_at"

    /// The database's name today, and what Node and Ruby called it before 3.13.
    static let layouts: [Layout] = ["tina4", "tina4_sessions"].map { database in
        .documents(DocumentLayout(database: database, expiry: .init(expiry, unit: .seconds, never: .zero)))
    }

    private static let coding = PayloadCoding.bson.inDocument(field: "data")

    /// Whether a content is a document and no JSON: it begins with its own length, in four bytes, and ends with 0. A JSON
    /// object that began so would have gigabytes.
    static func looksLikeOne(_ content: UnsafeRawBufferPointer) -> Bool {
        guard content.count >= 5, content[content.count - 1] == 0 else { return false }
        return Int(UInt32(littleEndian: content.loadUnaligned(as: UInt32.self))) == content.count
    }

    // MARK: Reading

    static func read(_ record: StoredRecord, _ place: Tina4Record.Place, _ context: FormatContext) -> Session {
        var session: Session
        do throws(FormatError) {
            let bytes = try content(of: record)
            let document = try document(bytes)
            let reading = try coding.read(bytes)
            session = Session(record: record, format: "tina4", content: .payload(reading.payload))
            session.id = place.id
            Tina4Record.describe(&session, reading.payload, place, context, isWrapped: false)
            session.viewOnlyReason = reading.lock
            session.clocks = [clock(document, record, place, context)]
            describe(&session, document)
        } catch {
            session = Session(record: record, format: "tina4", content: .unreadable(error.description))
            session.id = place.id
            session.viewOnlyReason = error.description
            if let expiry = record.expiry {
                session.clocks = [SessionClock(.store, expiry, source: place.layout.expirySource)]
            }
        }
        return session
    }

    private static func content(of record: StoredRecord) throws(FormatError) -> [UInt8] {
        switch record.content {
        case .bytes(let bytes): return bytes
        case .foreign(let kind): throw FormatError("The record is a \(kind), which Tina4 can't read as a session.")
        case .head(let head):
            throw FormatError("The record has \(record.size) bytes, of which only the first \(head.count) were read.")
        }
    }

    private static func document(_ bytes: [UInt8]) throws(FormatError) -> BSONDocument {
        do throws(BSONError) {
            return try BSONDocument(bytes)
        } catch {
            throw FormatError("The record is no BSON: \(error).")
        }
    }

    private static func clock(
        _ document: BSONDocument, _ record: StoredRecord, _ place: Tina4Record.Place, _ context: FormatContext
    ) -> SessionClock {
        if let expiry = record.expiry { return SessionClock(.store, expiry, source: place.layout.expirySource) }
        guard let use = LastUse(document) else {
            return SessionClock(.payload, .never, source: "\(expiry), not set")
        }
        let deadline = use.moment.adding(milliseconds: context.lifetime ?? use.lifetime)
        return SessionClock(.idle, .at(deadline), source: "\(use.field) + lifetime")
    }

    private static func describe(_ session: inout Session, _ document: BSONDocument) {
        let isOld = document[expiry] == nil
        let isNode = session.writer == "Node"
        if document["updated_at"]?.type == .date {
            session.writer = isOld ? "Ruby 3.12" : "Ruby"
        } else if document["created_at"]?.type.isNumber == true || session.writer == "PHP" {
            session.writer = isOld ? "PHP 3.12" : "PHP"
        } else if document["last_accessed"] != nil, !isNode {
            session.writer = isOld ? "Python before 3.13.97" : "Python"
        }
        let seen = document["last_accessed"]?.double.flatMap(Timestamp.init(seconds:))
        session.lastSeenAt = session.lastSeenAt ?? seen
    }

    /// What sessions without a deadline of their own count their lifetime from.
    private struct LastUse {
        let field: String
        let moment: Timestamp
        /// The language's own lifetime, where nothing says another.
        let lifetime: Int64

        init?(_ document: BSONDocument) {
            if let date = document["updated_at"]?.milliseconds {
                (field, moment, lifetime) = ("updated_at", Timestamp(milliseconds: date), 86_400_000)
            } else if let seen = document["last_accessed"]?.double.flatMap(Timestamp.init(seconds:)) {
                (field, moment, lifetime) = ("last_accessed", seen, 3_600_000)
            } else {
                return nil
            }
        }
    }

    // MARK: Writing

    static func content(_ session: Session, _ payload: Payload) throws(FormatError) -> [UInt8] {
        if let reason = session.viewOnlyReason { throw FormatError(reason) }
        return try coding.write(payload, try content(of: session.record))
    }

    /// Where Ruby keeps a date for the server's own sweeping, it moves with the deadline: else the server would remove
    /// the session at the old one.
    static func redate(
        _ session: Session, _ deadline: Deadline, _ context: FormatContext
    ) throws(FormatError) -> Redating {
        let document = try document(try content(of: session.record))
        if document[expiry] == nil, let use = LastUse(document) {
            return try redate(document, use, deadline, context)
        }
        let moved = rounded(deadline, like: document[expiry])
        guard let swept = document["updated_at"]?.milliseconds else {
            return Redating(expiry: deadline, deadline: moved)
        }
        let date = sweepingDate(swept, from: session.record.expiry, to: moved, context)
        return Redating(
            content: document.replacing("updated_at", with: .date(milliseconds: date)).bytes, expiry: deadline,
            deadline: moved)
    }

    /// The date that makes the server's sweeping come when the session ends.
    private static func sweepingDate(
        _ swept: Int64, from old: Deadline?, to new: Deadline, _ context: FormatContext
    ) -> Int64 {
        // The year 2200: a session without an end is not to be swept at all.
        guard let end = new.moment else { return max(swept, 7_258_118_400_000) }
        guard let before = old?.moment else {
            return end.adding(milliseconds: -(context.lifetime ?? 3_600_000)).milliseconds
        }
        return Timestamp(milliseconds: swept).adding(milliseconds: end.milliseconds(since: before)).milliseconds
    }

    private static func redate(
        _ document: BSONDocument, _ use: LastUse, _ deadline: Deadline, _ context: FormatContext
    ) throws(FormatError) -> Redating {
        guard let end = deadline.moment else {
            throw FormatError(
                "This session dies a lifetime after its last use and can't be made immortal; give it a date.")
        }
        let lifetime = context.lifetime ?? use.lifetime
        let found = document[use.field]
        let moment = end.adding(milliseconds: -lifetime)
        let value: BSONValue
        var moved = deadline
        if found?.type == .date {
            value = .date(milliseconds: moment.milliseconds)
        } else {
            moved = rounded(deadline, like: found)
            value = number(rounded(.at(moment), like: found).moment ?? moment, like: found)
        }
        return Redating(content: document.replacing(use.field, with: value).bytes, deadline: moved)
    }

    /// A deadline as a field of whole seconds can hold it.
    private static func rounded(_ deadline: Deadline, like found: BSONValue?) -> Deadline {
        guard let moment = deadline.moment, found?.type == .int32 || found?.type == .int64 else { return deadline }
        let seconds = (Double(moment.milliseconds) / 1000).rounded()
        return Timestamp(seconds: seconds).map { .at($0) } ?? deadline
    }

    private static func number(_ moment: Timestamp, like found: BSONValue?) -> BSONValue {
        let seconds = Int64(moment.seconds.rounded())
        return switch found?.type {
        case .int64: .int64(seconds)
        case .int32: Int32(exactly: seconds).map { .int32($0) } ?? .int64(seconds)
        default: .double(moment.seconds)
        }
    }
}

extension BSONDocument {
    /// The document with another value in a field that is there.
    fileprivate func replacing(_ field: String, with value: BSONValue) -> BSONDocument {
        var writer = BSONWriter()
        for element in elements {
            if name(element) == field {
                writer.append(field, value)
            } else {
                writer.append(element, of: self)
            }
        }
        return writer.document
    }
}
