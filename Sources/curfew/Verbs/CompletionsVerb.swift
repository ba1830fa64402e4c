internal import ArgumentParser

/// `completions`: what a shell needs to complete the command line.
struct CompletionsVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Print the completions for a shell.",
        discussion: "For instance: curfew completions bash > ~/.local/share/bash-completion/completions/curfew")

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    /// The shells that can be served.
    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    func run(in surroundings: Surroundings) async throws {
        let script =
            switch shell {
            case .bash: Curfew.completionScript(for: .bash)
            case .zsh: Curfew.completionScript(for: .zsh)
            case .fish: Curfew.completionScript(for: .fish)
            }
        var output = DataOutput()
        try output.line(script)
        try output.flush()
    }
}
