internal import SessionModel
internal import StoreKit

/// What makes a store tell of its changes, for people and as JSON.
struct FeedWords {
    private let setup: FeedSetup

    init(_ setup: FeedSetup) { self.setup = setup }

    /// One word for whether it is there.
    private var state: String {
        switch setup.state {
        case .builtIn: "built_in"
        case .installed: "installed"
        case .notInstalled: "not_installed"
        case .impossible: "impossible"
        }
    }

    /// Whether it is there, and why not.
    var summary: String {
        switch setup.state {
        case .builtIn: "\(setup.kind.label): the store tells by itself, nothing is to be set up"
        case .installed: "\(setup.kind.label): set up"
        case .notInstalled: "\(setup.kind.label): not set up"
        case .impossible(let reason, _): "\(setup.kind.label): can't be set up: \(reason)"
        }
    }

    /// All of it, a line each.
    var lines: [String] {
        var lines = ["Feed     \(summary)"]
        if case .impossible(_, let remedy?) = setup.state, !setup.install.contains(remedy) {
            lines.append("         to change that: \(remedy)")
        }
        if !setup.install.isEmpty { lines += [setup.isByHand ? "By hand" : "Install"] + block(setup.install) }
        if !setup.remove.isEmpty { lines += ["Remove"] + block(setup.remove) }
        return lines + (setup.effects.isEmpty ? [] : ["What it means"] + effects)
    }

    /// What it changes and costs, a line each.
    var effects: [String] { setup.effects.map { "  \($0)" } }

    /// Statements, indented.
    func block(_ statements: [String]) -> [String] {
        statements.flatMap { statement in
            let lines = statement.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
            return setup.isByHand ? lines : lines.dropLast() + ["\(lines.last ?? "");"]
        }
    }

    /// What there is to do for it to be there: the command where we can do it, else what an administrator runs.
    ///
    /// - Parameter store: How the store is named on the command line.
    func advice(_ store: String) -> [String] {
        switch setup.state {
        case .builtIn, .installed: []
        case .notInstalled: ["curfew feed install \(store)"]
        case .impossible(_, let remedy):
            setup.isByHand
                ? setup.install.flatMap { $0.split(separator: "\n").map(String.init) } : [remedy].compactMap(\.self)
        }
    }

    /// As an object.
    var json: JSONValue {
        var (reason, remedy): (String?, String?)
        if case .impossible(let why, let what) = setup.state { (reason, remedy) = (why, what) }
        return [
            "kind": .string(setup.kind.label), "push": .boolean(setup.kind.isPush), "state": .string(state),
            "reason": .optional(reason), "remedy": .optional(remedy), "by_hand": .boolean(setup.isByHand),
            "install": .array(setup.install.map(JSONValue.string)),
            "remove": .array(setup.remove.map(JSONValue.string)),
            "effects": .array(setup.effects.map(JSONValue.string)),
        ]
    }
}
