internal import BSON
internal import CMongo
internal import SessionModel
internal import StoreKit

/// An answer of the server's to a listing.
struct ListedAnswer: Sendable {
    /// The whole of it.
    var reply: MongoReply
    /// Whether there are no more documents behind its own.
    var isLast: Bool
}

/// One listing of a collection: makes pages of answers.
struct CollectionPager: Sendable {
    private let place: DocumentPlace
    private let request: ScanRequest
    private let total: Int?
    private let fields: ListedFields
    private var listed = 0

    /// Whether the pages are to be rested between.
    let isPolite: Bool

    /// Above so many documents a listing goes gently by itself.
    private static var gentleAbove: Int { 100_000 }

    init(place: DocumentPlace, request: ScanRequest, total: Int?) {
        self.place = place
        self.request = request
        self.total = total
        fields = ListedFields(place)
        isPolite =
            switch request.pace {
            case .full: false
            case .polite: true
            case .bySize: total.map { $0 > Self.gentleAbove } ?? true
            }
    }

    /// Which fields an answer is to have; nil for all.
    var projection: BSONDocument? { request.readsContent ? nil : place.projection }

    /// How many documents the answer of a number is asked for, from 0 on: the first page is there at once.
    func size(_ number: Int) -> Int {
        if number == 0 { return 200 }
        if request.readsContent { return 500 }
        return isPolite ? 2000 : 5000
    }

    /// The page of an answer, and the documents of it that have to be read whole.
    func page(of answer: ListedAnswer) throws(MongoFailure) -> (page: RecordPage, left: [BSONValue]) {
        var page = RecordPage()
        var left: [BSONValue] = []
        try answer.reply.read { bytes throws(MongoFailure) in
            var batch = try ReplyBatch(bytes)
            page.reserve(size(1))
            while let document = try batch.next() { try take(document, into: &page, &left) }
        }
        return (page, left)
    }

    private func take(
        _ document: UnsafeRawBufferPointer, into page: inout RecordPage, _ left: inout [BSONValue]
    ) throws(MongoFailure) {
        guard let row = try fields.row(document) else { return }
        if !request.readsContent, row.expiry == .missing {
            // Without a deadline's field only the format can say when it ends.
            left.append(try BSONValue(row.mark, in: document))
        } else {
            try add(row, document, to: &page, wholly: request.readsContent)
        }
    }

    /// Notes that a page is done.
    mutating func note(_ page: inout RecordPage, isLast: Bool) {
        listed += page.count
        page.progress = isLast ? 1 : min(0.99, Double(listed) / Double(max(total ?? 0, listed + 1)))
    }

    /// Reads documents whole, by their `_id`. An answer ends where it would be too large: the rest is asked for again.
    func read(
        _ marks: [BSONValue], _ connection: MongoConnection, _ commands: Commands, into page: inout RecordPage
    ) throws(MongoFailure) {
        var left = marks
        while !left.isEmpty {
            let command = commands.find(["_id": ["$in": .array(left)]], limit: Int32(left.count))
            var seen: Set<BSONValue> = []
            try connection.run(command, on: place.database, cmongo_read) { bytes throws(MongoFailure) in
                var batch = try ReplyBatch(bytes)
                while let document = try batch.next() {
                    guard let row = try fields.row(document) else { continue }
                    seen.insert(try BSONValue(row.mark, in: document))
                    try add(row, document, to: &page, wholly: true)
                }
            }
            if seen.isEmpty { return }
            left.removeAll { seen.contains($0) }
        }
    }

    private func add(
        _ row: ListedFields.Row, _ document: UnsafeRawBufferPointer, to page: inout RecordPage, wholly: Bool
    ) throws(MongoFailure) {
        guard let id = row.id else { return }
        if id.type == .string {
            let text = UnsafeRawBufferPointer(
                rebasing: document[(id.value.lowerBound + 4)..<(id.value.upperBound - 1)])
            if KeyText.isPlain(text) { return add(text, row, document, to: &page, wholly: wholly) }
        }
        let written = KeyText.key(try BSONValue(id, in: document)).bytes
        written.withUnsafeBytes { add($0, row, document, to: &page, wholly: wholly) }
    }

    private func add(
        _ key: UnsafeRawBufferPointer, _ row: ListedFields.Row, _ document: UnsafeRawBufferPointer,
        to page: inout RecordPage, wholly: Bool
    ) {
        guard wholly else { return page.append(key: key, deadline: row.expiry.row) }
        if case .unreadable = row.expiry {
            let facts = RowFacts(deadline: RowFacts.unknown, size: document.count, isReadable: false)
            page.append(key: key, facts: facts, user: UnsafeRawBufferPointer(start: nil, count: 0))
        } else {
            request.glance(key, document, row.expiry.row, RowFacts.unknown, &page)
        }
    }
}
