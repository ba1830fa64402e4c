internal import ArgumentParser
internal import Operations
internal import SessionModel

/// `horizon`: how many sessions end when.
struct HorizonVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "horizon", abstract: "Count the sessions that end in each of the next minutes or hours.",
        discussion: """
            With --what-if every record is read, and it is also counted when the sessions would end if each lived for \
            that time after its last request.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var many: ManyStoresOptions

    @Option(
        help: ArgumentHelp(
            "How far to look: 10m by ten seconds, 60m by the minute, 24h by the hour.", valueName: "span"))
    var span = HorizonZoom.hour.rawValue

    @Option(help: ArgumentHelp("What if sessions lived for so long: 20m, 2h.", valueName: "duration"))
    var whatIf: String?

    mutating func validate() throws {
        guard HorizonZoom(rawValue: span) != nil else {
            let spans = HorizonZoom.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--span takes one of \(spans), not \(span).")
        }
        guard let whatIf else { return }
        do throws(DurationError) {
            _ = try DurationText.parse(whatIf)
        } catch {
            throw ValidationError("--what-if: \(error.description)")
        }
    }

    func run(in surroundings: Surroundings) async throws {
        let opened = try await OpenManyStores(surroundings, common, allProfiles: many.allProfiles).open()
        let now = surroundings.now()
        let zoom = HorizonZoom(rawValue: span) ?? .hour
        var (horizon, uncovered) = await Horizon.read(opened.open, zoom, now: now)
        guard !Task.isCancelled else { throw Failure(.interrupted, "") }
        var answer: WhatIf?
        if let lifetime = try whatIf.map(DurationText.parse) {
            let read = await WhatIf.read(opened.open, lifetime: lifetime, now: now)
            guard !Task.isCancelled else { throw Failure(.interrupted, "") }
            answer = read
            uncovered += read.uncovered.filter { !uncovered.contains($0) }
        }
        try HorizonPrinter(horizon: horizon, whatIf: answer, json: common.json).print()
        try uncovered.tell(besides: opened.stores.count)
    }
}
