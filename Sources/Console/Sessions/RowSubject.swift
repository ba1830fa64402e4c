internal import Operations
internal import SessionModel
internal import SessionQuery

/// A row of the list, as a query looks at it: what the table and the row's detail tell.
struct RowSubject: QuerySubject {
    let list: SessionList
    var row: Int
    let now: Timestamp

    private var detail: RowDetail? { list.details[row] }

    var id: String? { detail?.id?.whole ?? list.idText(row) }
    var key: String {
        let key = list.table.key(row)
        return list.isShared ? SharedKey.bare(key).text : key.text
    }
    var userValues: [String]? {
        list.table.isUserKnown(row) ? list.table.user(row).map { [$0] } ?? [] : nil
    }
    var format: String? { list.format(row) }
    var state: String? { list.state(row, at: now).rawValue }
    var size: Int? { detail?.size }
    var ttl: QueryTTL {
        switch list.table.deadline(row) {
        case RowFacts.never: .never
        case RowFacts.unknown: .unknown
        case let deadline:
            .milliseconds(Timestamp(milliseconds: deadline).milliseconds(since: list.time(of: row, at: now)))
        }
    }
    var endsAt: Deadline? { Deadline(tableValue: list.table.deadline(row)) }
    var ageMilliseconds: Int64? { detail?.created.map { list.time(of: row, at: now).milliseconds(since: $0) } }
    var idleMilliseconds: Int64? { detail?.lastSeen.map { list.time(of: row, at: now).milliseconds(since: $0) } }

    func rowContains(_ word: SubstringMatcher) -> Match {
        if list.table.withKeyBody(row, word.matches) { return .yes }
        // A user nobody has read yet fits nothing; typing would else narrow nothing until all are read.
        return Match(list.table.withUser(row, word.matches) ?? false)
    }
}
