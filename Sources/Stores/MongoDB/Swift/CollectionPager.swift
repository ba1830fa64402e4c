internal import BSON
internal import CMongo
internal import SessionModel
internal import StoreKit

/// One listing of a collection, page by page.
struct CollectionPager: Sendable {
    private let place: DocumentPlace
    private let request: ScanRequest
    private let total: Int?
    private let fields: ListedFields
    private var listed = 0
    private var pages = 0

    /// Whether everything was listed.
    private(set) var isDone = false
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

    /// The next page, of the listing that is under way on the connection.
    mutating func next(_ connection: MongoConnection, _ commands: Commands) throws(MongoFailure) -> RecordPage {
        // The first page is there at once.
        let size = pages == 0 ? 200 : request.readsContent ? 500 : 2000
        var page = RecordPage()
        page.reserve(size)
        let wholly = request.readsContent
        let cursor = try ongoing(connection, commands)
        var left: [BSONValue] = []
        isDone =
            !(try cursor.read(size) { document throws(MongoFailure) in
                guard let row = try fields.row(document) else { return }
                if !wholly, row.expiry == .missing {
                    // Without a deadline's field only the format can say when it ends.
                    left.append(try BSONValue(row.mark, in: document))
                } else {
                    try add(row, document, to: &page, wholly: wholly)
                }
            })
        try read(left, connection, commands, into: &page)
        pages += 1
        listed += page.count
        page.progress = isDone ? 1 : min(0.99, Double(listed) / Double(max(total ?? 0, listed + 1)))
        return page
    }

    private func ongoing(
        _ connection: MongoConnection, _ commands: Commands
    ) throws(MongoFailure) -> DocumentCursor {
        if let listing = connection.listing { return listing }
        guard pages == 0 else { throw .lost("the connection was replaced") }
        let options = commands.walk(
            batch: request.readsContent ? 1000 : 5000, projection: request.readsContent ? nil : place.projection)
        let cursor = try connection.documents(of: place, options: options)
        connection.listing = cursor
        return cursor
    }

    /// Reads documents whole, by their `_id`. An answer ends where it would be too large: the rest is asked for again.
    private func read(
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
