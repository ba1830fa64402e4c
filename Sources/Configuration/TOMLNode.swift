internal import TOMLKit

/// A value of a TOML file, copied out of the parser.
enum TOMLNode {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case array([TOMLNode])
    case table([String: TOMLNode])
    /// A type that no setting has.
    case other(String)

    /// Parses a file's text.
    static func parse(_ text: String, file: String) throws(ConfigurationError) -> [String: TOMLNode] {
        do {
            guard case .table(let entries) = TOMLNode(try TOMLTable(string: text)) else { return [:] }
            return entries
        } catch let error as TOMLParseError {
            let begin = error.source.begin
            throw .malformed(file: file, line: begin.line, column: begin.column, detail: error.description)
        } catch {
            throw .malformed(file: file, line: 1, column: 1, detail: "\(error)")
        }
    }

    private init(_ value: some TOMLValueConvertible) {
        switch value.type {
        case .string: self = .string(value.string ?? "")
        case .int: self = .integer(value.int ?? 0)
        case .bool: self = .boolean(value.bool ?? false)
        case .array: self = .array(value.array?.map { TOMLNode($0.tomlValue) } ?? [])
        case .table:
            let pairs = value.table?.keys.compactMap { key in
                value.table?[key].map { (key, TOMLNode($0.tomlValue)) }
            }
            self = .table(Dictionary(pairs ?? [], uniquingKeysWith: { first, _ in first }))
        case .double: self = .other("a fraction")
        case .date, .time, .dateTime: self = .other("a date or a time")
        }
    }

    /// The type, as a sentence names it.
    var kind: String {
        switch self {
        case .string: "a text"
        case .integer: "a number"
        case .boolean: "true or false"
        case .array: "a list"
        case .table: "a table"
        case .other(let kind): kind
        }
    }
}
