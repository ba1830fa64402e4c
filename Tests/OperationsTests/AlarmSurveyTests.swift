import Operations
import SessionFormats
import SessionModel
import Testing

@Suite struct `A look for alarms` {
    @Test(arguments: ["-9223372036854775808", "-9223372036854775807", "0"])
    func `tells how old a session is, however long ago it says that it was made`(created: String) async throws {
        let memory = Memory()
        let fields = ["creationTime": created, "lastAccessedTime": "1795229100000", "maxInactiveInterval": "1800"]
        let list = FieldList(fields.map { FieldList.Field(name: Array($0.key.utf8), value: Array($0.value.utf8)) })
        memory.put(
            SessionKey("spring:session:sessions:33fdd1b6-b496-4b33-9f7d-df96679d32fe"), list.bytes, lifetime: 60_000)
        let format = SessionFormat.spring
        let target = OpenStore(
            name: "shop", store: MemoryStore(memory, prefix: "spring:"), formats: [format],
            context: FormatContext(layouts: format.layouts.filter { $0.kind == .keyValue }))
        var rules = AlarmRules()
        rules.oldest = 86_400_000

        let survey = await AlarmSurvey.read(OpenStores([target]), rules: rules, now: memory.now)

        #expect(survey.uncovered.isEmpty)
        #expect(survey.findings.map(\.alarm.kind) == [.old])
        #expect(survey.findings.first?.alarm.reason.hasPrefix("it is ") == true)
    }
}
