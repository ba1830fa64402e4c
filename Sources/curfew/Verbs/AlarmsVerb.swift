internal import ArgumentParser
internal import Configuration
internal import Operations
internal import SessionModel

/// `alarms`: what one look can tell.
struct AlarmsVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "alarms",
        abstract: "Name sessions that never end or are too old, users with too many, and ids in two stores.",
        discussion: """
            What takes watching (an id kept at a login, rights raised under the same id, one id from two networks, a \
            jump in anonymous sessions) is raised in the console. Alarms are set in the table alarms of the \
            configuration file.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var many: ManyStoresOptions

    func run(in surroundings: Surroundings) async throws {
        let rules = AlarmRules(try StoreChooserMaker(surroundings).chooser().world.configuration.alarms)
        let opened = try await OpenManyStores(surroundings, common, allProfiles: many.allProfiles).open()
        let survey = await AlarmSurvey.read(opened.open, rules: rules, now: surroundings.now())
        guard !Task.isCancelled else { throw Failure(.interrupted, "") }
        try print(survey)
        try survey.uncovered.tell(besides: opened.stores.count)
    }

    private func print(_ survey: AlarmSurvey) throws(Failure) {
        var output = DataOutput()
        if common.json {
            try output.line(.array(survey.findings.map(\.json)))
        } else if !survey.findings.isEmpty {
            var table = TextTable("ALARM", "STORE", "USER", "ID", "WHY")
            for finding in survey.findings {
                let alarm = finding.alarm
                let name = alarm.key.map { SessionID.shorten(alarm.id?.whole ?? $0.text) }
                table.add(
                    alarm.kind.rawValue, finding.store ?? "", alarm.user ?? (name == nil ? "" : "(anonymous)"),
                    name ?? "", alarm.reason)
            }
            for line in table.lines { try output.line(line) }
        }
        try output.flush()
        if survey.findings.isEmpty, survey.uncovered.isEmpty { Notice.write("Nothing to be told of.") }
    }
}
