internal import ArgumentParser
internal import SessionModel

/// `keys`: the console's keys.
struct KeysVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(commandName: "keys", abstract: "List the console's keys.")

    @OptionGroup var common: CommonOptions

    func run(in surroundings: Surroundings) async throws {
        guard let keys = consoleKeyTable() else { throw Failure(.failed, "The console is not part of this build.") }
        var output = DataOutput()
        if common.json {
            try output.line(
                .array(
                    keys.map {
                        ["screen": .string($0.screen), "key": .string($0.key), "action": .string($0.action)]
                    }))
        } else {
            let width = keys.map(\.key.count).max() ?? 0
            for key in keys {
                try output.line("\(key.key)\(String(repeating: " ", count: width - key.key.count))  \(key.action)")
            }
        }
        try output.flush()
    }
}
