internal import Configuration
internal import SessionModel

/// Examines stores and prints what was found.
struct DiagnosisPrinter {
    private let surroundings: Surroundings
    private let common: CommonOptions

    init(_ surroundings: Surroundings, _ common: CommonOptions) {
        self.surroundings = surroundings
        self.common = common
    }

    /// Examines the store that is chosen as for any verb.
    func printChosen() async throws(Failure) {
        let diagnosis = try await Diagnosis(of: opener(common).open())
        try print(common.json ? [diagnosis.json.text] : diagnosis.lines.map(SafeText.line))
    }

    /// Examines every profile's store, or the one that is chosen where there is no profile. One that can't be reached
    /// hides no other, and is part of the report.
    ///
    /// - Throws: Where none of them is reached.
    func printProfiles() async throws(Failure) {
        let profiles = try OpenTheStore(surroundings, common).chooser().world.configuration.profileNames
        guard !profiles.isEmpty else { return try await printChosen() }
        var findings: [JSONValue] = []
        var problems: [Failure] = []
        var said: Set<String> = []
        for name in profiles {
            do throws(Failure) {
                findings.append(try await examine(name, &said))
            } catch {
                problems.append(error)
                findings.append(["store": .string(name), "reached": .boolean(false), "reason": .string(error.message)])
                try printHeaded(name, ["Reached  no: \(SafeText.line(error.message))"])
            }
        }
        if common.json { try print([JSONValue.array(findings).text]) }
        if problems.count == profiles.count { throw Self.nothingReached(problems) }
    }

    private static func nothingReached(_ problems: [Failure]) -> Failure {
        guard problems.count > 1, let first = problems.first(where: { $0.code == .unreachable }) ?? problems.first
        else { return problems.first ?? .said(.unreachable) }
        return Failure(first.code, "None of the \(problems.count) stores is reached.")
    }

    /// - Parameter said: What was said already: what is wrong with the configuration is said once.
    private func examine(_ profile: String, _ said: inout Set<String>) async throws(Failure) -> JSONValue {
        var options = common
        options.profile = profile
        let opener = opener(options)
        let chooser = try opener.chooser()
        let chosen = try opener.choose(chooser)
        for sentence in OpenTheStore.words(chosen, isNamed: false) where said.insert(sentence).inserted {
            Notice.write(sentence)
        }
        let masks = chooser.world.configuration.masks
        let diagnosis = try await Diagnosis(of: opener.open(chosen, masks: masks))
        try printHeaded(profile, diagnosis.lines.map(SafeText.line))
        return diagnosis.json
    }

    private func opener(_ options: CommonOptions) -> OpenTheStore {
        var opener = OpenTheStore(surroundings, options)
        opener.looksThoroughly = true
        return opener
    }

    private func printHeaded(_ profile: String, _ lines: [String]) throws(Failure) {
        if !common.json { try print(["Profile  \(SafeText.line(profile))"] + lines + [""]) }
    }

    private func print(_ lines: [String]) throws(Failure) {
        var output = DataOutput()
        for line in lines { try output.line(line) }
        try output.flush()
    }
}
