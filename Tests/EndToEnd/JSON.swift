import SessionModel
import TestSupport

/// What a program printed, as JSON.
struct JSON {
    private let payload: Payload

    init(_ text: some StringProtocol) throws {
        payload = try Payload(parsing: Array(text.utf8))
    }

    /// The text of the value at a path, strings without quotes; nil where there is none.
    subscript(_ path: String) -> String? {
        guard let path = try? PayloadPath(parsing: path), let node = payload.node(at: path) else { return nil }
        return node.string ?? node.rawText
    }

    /// The number at a path.
    func number(_ path: String) -> Double? { self[path].flatMap(Double.init) }

    /// The keys of the object at a path, in order; nothing for the root.
    func keys(_ path: String? = nil) -> [String] {
        let path = path.flatMap { try? PayloadPath(parsing: $0) } ?? .root
        return payload.node(at: path)?.children.compactMap(\.key) ?? []
    }

    /// How many values are at the root.
    var count: Int { payload.root.childCount }
}

extension ProgramRun {
    /// Standard output as JSON.
    var json: JSON { get throws { try JSON(outputText) } }

    /// The error on standard error as JSON: its last line.
    var jsonError: JSON { get throws { try JSON(errorText.split(separator: "\n").last ?? "") } }
}
