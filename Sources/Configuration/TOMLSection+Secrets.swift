internal import SessionModel
internal import StoreKit

extension TOMLSection {
    /// A password: a table that says where it comes from. A plain text is refused, since files get copied.
    func password(_ key: String) throws(ConfigurationError) -> SecretSource? {
        switch entries[key] {
        case nil: return nil
        case .table: return try secret(key)
        case let node?:
            throw wrong(
                key, node,
                expected: "a table, as in { env = \"NAME\" }, { file = … }, { command = … } or { prompt = true }")
        }
    }

    /// Secrets of cookies: texts, tables that say where they come from, or a list of both.
    func secrets(_ key: String) throws(ConfigurationError) -> [SecretSource] {
        let expected = "a list of texts and of tables, as in [{ env = \"NAME\" }]"
        switch entries[key] {
        case nil: return []
        case .table: return [try secret(key)].compactMap { $0 }
        case .string(let text): return [.literal(Secret(text))]
        case .array(let nodes):
            var sources: [SecretSource] = []
            for node in nodes {
                switch node {
                case .string(let text): sources.append(.literal(Secret(text)))
                case .table(let entries):
                    let list = TOMLSection(file: file, path: path, entries: [key: .table(entries)], lines: lines)
                    if let source = try list.secret(key) { sources.append(source) }
                case .integer, .boolean, .array, .other:
                    throw wrong(key, expected: expected, found: "a list with \(node.kind) in it")
                }
            }
            return sources
        case let node?: throw wrong(key, node, expected: expected)
        }
    }

    private func secret(_ key: String) throws(ConfigurationError) -> SecretSource? {
        guard let table = try section(key) else { return nil }
        let ways = ["env", "file", "command", "prompt"]
        try table.allowOnly(ways)
        guard table.entries.count == 1, let way = table.entries.keys.first else {
            throw wrong(key, expected: "a table with one of \(ways.listed)", found: "one with \(table.entries.count)")
        }
        switch way {
        case "env": return try table.string(way).map { .environment($0) }
        case "file": return try table.string(way).map { .file($0) }
        case "command":
            if case .string(let text)? = table.entries[way] { return .command(["/bin/sh", "-c", text]) }
            return .command(try table.strings(way))
        default:
            guard try table.boolean(way) == true else { throw table.wrong(way, expected: "true", found: "false") }
            return .prompt
        }
    }
}
