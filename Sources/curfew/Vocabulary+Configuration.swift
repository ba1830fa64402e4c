internal import Configuration
internal import Console
internal import Operations

extension Vocabulary {
    /// The words of a configuration.
    init(_ configuration: ConfigurationFile) {
        self.init(
            aliases: configuration.aliases, filters: configuration.filters,
            commands: configuration.commands.map(OwnCommand.init))
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
