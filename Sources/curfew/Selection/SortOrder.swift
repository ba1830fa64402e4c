internal import SessionModel

/// The order of a list.
struct SortOrder: Hashable {
    /// What a list can be sorted by; the raw value is the word of the command line.
    enum Field: String, CaseIterable {
        case ttl, user, id, size, created, seen, state, format
    }

    /// By what.
    var field = Field.ttl
    /// The column, where it is one that was asked for.
    var column: PayloadColumn?
    /// Whether the other way round.
    var isReversed = false

    /// The order a list has by itself: the session first that dies first.
    static let standard = SortOrder()

    private init() {}

    /// Reads the word of `--sort`: a field or one of these columns, with a dash before it to turn the order round.
    init(_ text: String, columns: [ListColumn] = []) throws(Failure) {
        isReversed = text.hasPrefix("-")
        let name = isReversed ? String(text.dropFirst()) : text
        for case .payload(let column) in columns where column.name == name {
            self.column = column
            return
        }
        guard let field = Field(rawValue: name) else {
            let names = Field.allCases.map(\.rawValue) + columns.map(\.name)
            let hint =
                NearestName.among(names, to: name).map { " Did you mean '\($0)'?" }
                ?? " Use one of: \(names.joined(separator: ", "))."
            throw Failure(.usage, "There is no field '\(name)' to sort by.\(hint)")
        }
        self.field = field
    }

    /// Whether the sessions must be read before they can be sorted.
    var needsSessions: Bool {
        if column != nil { return true }
        return switch field {
        case .ttl, .id: false
        case .user, .size, .created, .seen, .state, .format: true
        }
    }
}
