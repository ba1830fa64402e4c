internal import Operations
internal import SessionModel
internal import TerminalKit

/// The columns that were asked for beside the usual ones of a table or of comma-separated values.
struct ColumnCells {
    let columns: [ListColumn]
    let target: OpenStore
    let reveals: Bool

    /// The columns of an option: parted by commas.
    static func columns(_ text: String?) throws(Failure) -> [ListColumn] {
        var columns: [ListColumn] = []
        for part in text?.split(separator: ",") ?? [] {
            do throws(ListColumnError) {
                columns.append(try ListColumn(parsing: part.trimmingBlanks))
            } catch {
                throw Failure(.usage, error.description)
            }
        }
        return columns
    }

    /// What stands over them in a table, each after two blanks.
    var heading: String { columns.map { "  " + TextWidth.fit($0.heading, to: Self.width($0)) }.joined() }

    /// Their names as comma-separated values, each after a comma.
    var names: String { columns.map { "," + SessionCSV.quoted($0.name) }.joined() }

    /// What a session has in them, for a table.
    func cells(_ session: Session, at now: Timestamp) -> String {
        columns.map { column in
            "  " + TextWidth.fit(SafeText.line(text(column, session, now)), to: Self.width(column))
        }.joined()
    }

    /// The same as comma-separated values: durations in seconds, sizes in bytes.
    func values(_ session: Session, at now: Timestamp) -> String {
        columns.map { column in
            switch value(column, session, now) {
            case .missing, .unreadable: ","
            case .hidden: "," + SecretRule.mask
            case .number(let number, let text):
                switch column {
                case .usual(.ttl), .usual(.life), .usual(.idle), .usual(.age):
                    "," + JSONValue.seconds(milliseconds: Int64(number)).text
                case .usual, .payload: "," + SessionCSV.quoted(text)
                }
            case .text(let text): "," + SessionCSV.quoted(text)
            }
        }.joined()
    }

    private func value(_ column: ListColumn, _ session: Session, _ now: Timestamp) -> ColumnValue {
        if column == .usual(.from) { return .text(target.name) }
        return session.value(of: column, at: target.storeTime(now), hiding: reveals ? nil : target.secrets)
    }

    private func text(_ column: ListColumn, _ session: Session, _ now: Timestamp) -> String {
        switch value(column, session, now) {
        case .missing: "-"
        case .unreadable: "?"
        case .hidden: SecretRule.mask
        case .text(let text): text
        case .number(let number, let text):
            switch column {
            case .usual(.ttl), .usual(.life): DurationText.format(milliseconds: Int64(number))
            case .usual(.idle), .usual(.age): DurationText.compact(milliseconds: Int64(number))
            case .usual(.size): ByteCount.format(Int(number))
            case .usual, .payload: text
            }
        }
    }

    private static func width(_ column: ListColumn) -> Int {
        switch column {
        case .payload(let column): max(16, column.name.utf8.count)
        case .usual(.ip), .usual(.app), .usual(.from): 16
        case .usual(.user): 24
        case .usual(.id): 12
        case .usual(.ttl), .usual(.life), .usual(.idle), .usual(.age), .usual(.size), .usual(.flags): 9
        }
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
