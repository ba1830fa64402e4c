internal import Operations
internal import SessionModel

/// What is known of a session on screen beside what the table keeps of all of them.
struct RowDetail: Hashable, Sendable {
    var id: SessionID?
    var lastSeen: Timestamp?
    var created: Timestamp?
    var lifetime: Int64?
    var address: String?
    var format: String
    var writer: String?
    var state: SessionState
    var size: Int
    var hasNotes: Bool
    /// The columns that were asked for when it was read, and what it has in each.
    var columns: [PayloadColumn]
    var cells: [ColumnValue]
    /// Whether it is to be read again.
    var isAged = false

    init(
        _ session: Session, columns: [PayloadColumn] = [], hiding secrets: SecretRule = SecretRule(), at now: Timestamp
    ) {
        self.columns = columns
        cells = columns.map { session.value(at: $0.path, hiding: secrets) }
        address = session.visitorAddress
        id = session.id
        lastSeen = session.lastSeen(at: now)
        created = session.createdAt
        lifetime = session.lifetime
        format = session.format
        writer = session.writer
        state = session.state(at: now)
        size = session.record.size
        hasNotes = !session.notes.isEmpty
    }
}

/// A word that stands behind a row for some seconds: what just happened to it.
struct RowMark: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case new, touched, changed, returned, expired, destroyed, regenerated
    }

    var kind: Kind
    var until: Timestamp

    /// Whether the session is gone and its row only stays to be seen.
    var isDying: Bool {
        switch kind {
        case .expired, .destroyed, .regenerated: true
        case .new, .touched, .changed, .returned: false
        }
    }

    var word: String {
        switch kind {
        case .new: "+new"
        case .touched: "~touch"
        case .changed: "~saved"
        case .returned: "+BACK"
        case .expired: "x expired"
        case .destroyed: "x ended"
        case .regenerated: "x new id"
        }
    }
}
