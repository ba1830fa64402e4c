/// A table of a configuration file, read with complaints that name file, line and key.
struct TOMLSection {
    let file: String
    let path: [String]
    let entries: [String: TOMLNode]
    let lines: TOMLLines

    /// Where a key of the table stands.
    func place(_ key: String) -> ConfigurationError.Place { .init(file: file, line: lines.line(of: path + [key])) }

    /// The key as a person writes it from the top of the file.
    func name(_ key: String) -> String { (path + [key]).joined(separator: ".") }

    /// The keys as they stand in the file.
    var keysByLine: [String] {
        entries.keys.map { (lines.line(of: path + [$0]) ?? 0, $0) }.sorted { $0 < $1 }.map(\.1)
    }

    /// Does something with each key; of several mistakes the first in the file is the one that is thrown. So a file
    /// without any need not be asked where its keys stand, which takes longer than all else.
    func read<Value>(
        _ body: (_ keys: [String]) throws(ConfigurationError) -> Value
    ) throws(ConfigurationError) -> Value {
        do throws(ConfigurationError) {
            return try body(Array(entries.keys))
        } catch {
            return try body(keysByLine)
        }
    }

    /// Complains about the first key that is none of `known`.
    func allowOnly(_ known: [String]) throws(ConfigurationError) {
        guard entries.keys.contains(where: { !known.contains($0) }),
            let key = keysByLine.first(where: { !known.contains($0) })
        else { return }
        throw .unknownKey(key, place: place(key), nearest: NearestName.of(key, among: known), known: known)
    }

    func string(_ key: String) throws(ConfigurationError) -> String? {
        switch entries[key] {
        case nil: return nil
        case .string(let text): return text
        case let node?: throw wrong(key, node, expected: "a text")
        }
    }

    func boolean(_ key: String) throws(ConfigurationError) -> Bool? {
        switch entries[key] {
        case nil: return nil
        case .boolean(let value): return value
        case let node?: throw wrong(key, node, expected: "true or false")
        }
    }

    /// A number of seconds, one at least.
    func seconds(_ key: String) throws(ConfigurationError) -> Int? {
        switch entries[key] {
        case nil: return nil
        case .integer(let number) where number >= 1: return number
        case .integer(let number):
            throw .badValue(
                key: name(key), place: place(key), value: "\(number)", expected: "a number of seconds, at least 1",
                nearest: nil)
        case let node?: throw wrong(key, node, expected: "a number of seconds")
        }
    }

    /// A list of texts; a single text is a list of one.
    func strings(_ key: String) throws(ConfigurationError) -> [String] {
        let expected = "a text or a list of texts"
        switch entries[key] {
        case nil: return []
        case .string(let text): return [text]
        case .array(let nodes):
            var texts: [String] = []
            for node in nodes {
                guard case .string(let text) = node else {
                    throw wrong(key, expected: expected, found: "a list with \(node.kind) in it")
                }
                texts.append(text)
            }
            return texts
        case let node?: throw wrong(key, node, expected: expected)
        }
    }

    func section(_ key: String) throws(ConfigurationError) -> TOMLSection? {
        switch entries[key] {
        case nil: return nil
        case .table(let entries): return TOMLSection(file: file, path: path + [key], entries: entries, lines: lines)
        case let node?: throw wrong(key, node, expected: "a table")
        }
    }

    func wrong(_ key: String, _ node: TOMLNode, expected: String) -> ConfigurationError {
        wrong(key, expected: expected, found: node.kind)
    }

    func wrong(_ key: String, expected: String, found: String) -> ConfigurationError {
        .wrongType(key: name(key), place: place(key), expected: expected, found: found)
    }
}
