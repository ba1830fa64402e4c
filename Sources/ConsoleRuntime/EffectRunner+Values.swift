internal import Console
internal import Operations
internal import SessionModel
internal import StoreKit

/// Reading what every session has in a column.
extension EffectRunner {
    func readValues(_ ticket: Ticket, _ column: ListColumn, isPolite: Bool) async {
        let open = stores
        let counter = SearchCounter()
        @Sendable func progress(
            _ page: RecordPage = RecordPage(), isOver: Bool = false, failure: String? = nil
        ) -> ConsoleEvent {
            let sum = counter.sum
            return .values(
                ticket,
                ValueProgress(
                    keys: page, values: (0..<page.count).map { ValueText.value(page.user($0) ?? "") },
                    looked: sum.looked, unreadable: sum.unreadable, isOver: isOver, failure: failure))
        }
        let failures = await withTaskGroup(of: StoreError?.self) { group in
            for (place, member) in open.members.enumerated() {
                group.addTask {
                    let request = ScanRequest(
                        pace: isPolite ? .polite : .bySize, readsContent: true,
                        glance: self.glance(column, member.target, counter))
                    do throws(StoreError) {
                        try await member.target.store.scan(request) { page in
                            self.postPage(progress(open.shared(page, of: place)))
                        }
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: [StoreError]()) { if let error = $1 { $0.append(error) } }
        }
        guard !Task.isCancelled else { return forget(ticket) }
        post(progress(isOver: true, failure: failures.first { $0.reason != .cancelled }?.description))
        forget(ticket)
    }

    /// Adds to the page what each session has in a column, in the place of its user.
    private func glance(_ column: ListColumn, _ target: OpenStore, _ counter: SearchCounter) -> RecordGlance {
        let moment = Timestamp(milliseconds: 0)
        return { key, content, expiry, modified, page in
            let record = GlancedRecord.record(SessionKey(bytes: key), content, expiry, modified)
            guard let session = target.sessionIfAny(in: record) else { return }
            let value = session.value(of: column, at: moment, hiding: target.secrets)
            counter.count(isUnreadable: session.payload == nil)
            let facts = RowFacts(deadline: session.deadline.tableValue, size: session.record.size)
            Array(ValueText.text(value).utf8).withUnsafeBytes { page.append(key: key, facts: facts, user: $0) }
        }
    }
}

/// Values of a column as texts, to travel in a page: a letter that says what it is, and the value.
enum ValueText {
    static func text(_ value: ColumnValue) -> String {
        switch value {
        case .missing: "m"
        case .unreadable: "u"
        case .hidden: "h"
        case .number(let number, _): "n\(number.bitPattern)"
        case .text(let text): "t" + text
        }
    }

    static func value(_ text: String) -> ColumnValue {
        // Not by characters: a value may begin with a mark that makes one of itself and the letter.
        let rest = String(text.unicodeScalars.dropFirst())
        switch text.unicodeScalars.first {
        case "u": return .unreadable
        case "h": return .hidden
        case "n": return UInt64(rest).map { .number(Double(bitPattern: $0), text: rest) } ?? .missing
        case "t": return .text(rest)
        default: return .missing
        }
    }
}
