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
        let diagnosis = try await Diagnosis(of: OpenTheStore(surroundings, common).open())
        try print(common.json ? [diagnosis.json.text] : diagnosis.lines.map(SafeText.line))
    }

    /// Examines every profile's store, or the one that is chosen where there is no profile. One that can't be reached
    /// hides no other.
    func printProfiles() async throws(Failure) {
        let profiles = try OpenTheStore(surroundings, common).chooser().world.configuration.profiles.map(\.name)
        guard !profiles.isEmpty else { return try await printChosen() }
        var findings: [JSONValue] = []
        var problem: Failure?
        for name in profiles {
            do throws(Failure) {
                findings.append(try await examine(name))
            } catch {
                problem = problem ?? error
                findings.append(["store": .string(name), "reached": .boolean(false), "reason": .string(error.message)])
                try printHeaded(name, ["Reached  no: \(SafeText.line(error.message))"])
            }
        }
        if common.json { try print([JSONValue.array(findings).text]) }
        if let problem { throw problem }
    }

    private func examine(_ profile: String) async throws(Failure) -> JSONValue {
        var options = common
        options.profile = profile
        let diagnosis = try await Diagnosis(of: OpenTheStore(surroundings, options).open())
        try printHeaded(profile, diagnosis.lines.map(SafeText.line))
        return diagnosis.json
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
