internal import ArgumentParser
internal import Configuration
internal import Console
internal import SessionModel

/// `keys`: the console's keys.
struct KeysVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(commandName: "keys", abstract: "List the console's keys.")

    @OptionGroup var common: CommonOptions

    func run(in surroundings: Surroundings) async throws {
        var output = DataOutput()
        let configuration = try StoreChooserMaker(surroundings).chooser().world.configuration
        for warning in configuration.warnings { Notice.write(warning) }
        let rows = KeyTable.rows(Vocabulary(configuration))
        if common.json {
            try output.line(.array(rows.map(Self.json)))
        } else {
            for row in rows {
                let keys = row.keys.joined(separator: " ")
                try output.line(
                    [Self.padded(keys, to: 20), Self.padded(row.place, to: 18), row.title].joined(separator: "  "))
            }
        }
        try output.flush()
    }

    private static func json(_ row: KeyTable.Row) -> JSONValue {
        [
            "screen": .string(row.place), "keys": .array(row.keys.map(JSONValue.string)), "command": .string(row.name),
            "action": .string(row.title),
        ]
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
