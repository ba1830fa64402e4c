/// A column of a list of sessions: a usual one, or one with a payload's value.
public enum ListColumn: Hashable, Sendable {
    case usual(UsualColumn)
    case payload(PayloadColumn)

    /// Its word, in commands.
    public var name: String {
        switch self {
        case .usual(let column): column.rawValue
        case .payload(let column): column.name
        }
    }

    /// What stands over it.
    public var heading: String { name.uppercased() }

    /// As it is written: `ip`, `cart=cart.total`.
    public var text: String {
        switch self {
        case .usual(let column): column.rawValue
        case .payload(let column): "\(column.name)=\(column.path)"
        }
    }

    /// Reads a column as it is written: the word of a usual one in capitals or not, a payload's path, or `NAME=PATH`.
    /// A leading dot is always the payload.
    public init(parsing text: String) throws(ListColumnError) {
        if let usual = UsualColumn(rawValue: text.lowercased()) {
            self = .usual(usual)
            return
        }
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let path: PayloadPath
        do throws(PayloadPathError) {
            path = try PayloadPath(parsing: parts.last ?? "")
        } catch {
            throw ListColumnError(text: text, reason: .path(error))
        }
        let name = parts.count > 1 ? parts[0] : path.lastKey ?? ""
        guard PayloadColumn.isName(name) else {
            throw ListColumnError(text: text, reason: parts.count > 1 ? .badName : .noName)
        }
        if UsualColumn(rawValue: name.lowercased()) != nil { throw ListColumnError(text: text, reason: .taken(name)) }
        self = .payload(PayloadColumn(name, path))
    }
}

/// Why a text is no column.
public struct ListColumnError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public enum Reason: Hashable, Sendable {
        /// The path can't be read.
        case path(PayloadPathError)
        /// What stands before the `=` can't be a name.
        case badName
        /// The path has no last key to name the column by.
        case noName
        /// The name is a usual column's.
        case taken(String)
    }

    /// The text.
    public var text: String
    /// What is wrong with it.
    public var reason: Reason

    /// One sentence.
    public var description: String {
        switch reason {
        case .path(let error): error.description
        case .badName:
            "\"\(text)\" is no column: a name has letters, digits, _ and -, as in cart=cart.total."
        case .noName: "\"\(text)\" needs a name, as in price=\(text)."
        case .taken(let name):
            "\"\(name)\" is the name of a usual column; give another one, as in my-\(name.lowercased())=PATH."
        }
    }
}
