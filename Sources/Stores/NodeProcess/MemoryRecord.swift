internal import SessionModel

/// A record as the agent tells it: what kind it is, its content, size in bytes, expiry, and what JSON has no word for.
struct MemoryRecord: Equatable {
    /// What a record is.
    enum Kind: Int {
        /// A text.
        case text = 0
        /// An object of the application's own.
        case object = 1
        /// Nothing a session is kept in.
        case foreign = 2
    }

    /// What it is.
    let kind: Kind
    /// The text, the object as JSON, or the word for what it is.
    let content: [UInt8]
    /// The content's whole size in bytes.
    let size: Int
    /// Its container's own expiry; nil where that keeps none.
    let expiry: Deadline?
    /// What in it JSON has no word for; nil where JSON says all of it.
    let oddity: String?

    /// Reads one out of five values that follow one another.
    init?(_ values: ArraySlice<PayloadNode>) {
        let values = Array(values)
        guard values.count == 5, let kind = Int(values[0].rawText).flatMap(Kind.init), let content = values[1].string,
            let size = Int(values[2].rawText)
        else { return nil }
        self.kind = kind
        self.content = Array(content.utf8)
        self.size = size
        expiry = Self.expiry(values[3])
        oddity = values[4].string
    }

    private static func expiry(_ node: PayloadNode) -> Deadline? {
        if node.kind == .string { return .never }
        guard let moment = node.toldMoment, moment != 0 else { return nil }
        return .at(Timestamp(milliseconds: moment))
    }

    /// The record under its key, cut to so many bytes.
    func stored(_ key: SessionKey, limit: Int = .max) -> StoredRecord {
        let shown: RecordContent =
            switch kind {
            case .foreign: .foreign(String(decoding: content, as: UTF8.self))
            case .text, .object: size > limit ? .head(Array(content.prefix(limit))) : .bytes(content)
            }
        return StoredRecord(key: key, content: shown, expiry: expiry, size: size)
    }
}
