internal import ArgumentParser
internal import Operations

/// `feed`: what makes a store tell of its changes: shown, set up, removed.
struct FeedVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "feed",
        abstract: "Show, set up or remove what makes a store tell of its changes by itself.",
        discussion: """
            show prints the statements and what they cost; install and remove run them as one act, after a question. \
            Where only the server's administrator can do it, they are printed.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var act: ActOptions

    @Argument(help: "install, remove or show.")
    var task: Task

    @Argument(help: "A URL, a profile's name, or a directory.")
    var namedStore: String?

    /// What can be done with a change feed.
    enum Task: String, CaseIterable, ExpressibleByArgument {
        case install, remove, show
    }

    mutating func validate() throws { try common.take(namedStore) }

    func run(in surroundings: Surroundings) async throws {
        let opened = try await OpenTheStore(surroundings, common).open()
        let act = FeedAct(surroundings: surroundings, common: common, act: act, opened: opened)
        switch task {
        case .show: try await act.show()
        case .install: try await act.run(.install)
        case .remove: try await act.run(.remove)
        }
    }
}
