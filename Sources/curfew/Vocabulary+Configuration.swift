internal import Configuration
internal import Console
internal import Operations

extension Vocabulary {
    /// The words of a configuration.
    init(_ configuration: ConfigurationFile) {
        self.init(
            aliases: configuration.aliases, filters: configuration.filters,
            commands: configuration.commands.map(OwnCommand.init), keys: configuration.keys)
    }
}

extension WordsInUse {
    /// What the console's own commands take.
    static var console: WordsInUse {
        WordsInUse(
            commands: Vocabulary.taken, keys: KeyTable.keysInUse,
            bindings: KeyTable.bindings.map { Binding(command: $0.command, views: $0.views, keys: $0.keys) })
    }
}

extension OwnCommand {
    /// The command that a configuration describes.
    fileprivate init(_ setting: CommandSetting) {
        self.init(
            OwnProgram(setting), title: setting.title, key: setting.key, views: setting.views,
            output: Output(rawValue: setting.output.rawValue) ?? .show)
    }
}

extension OwnProgram {
    /// The program that a configuration describes.
    init(_ setting: CommandSetting) {
        self.init(
            name: setting.name, arguments: setting.run, isDangerous: setting.isDangerous, payload: setting.payload,
            limit: Int64(setting.timeout) * 1000)
    }
}
