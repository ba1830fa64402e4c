internal import SessionModel

/// The arguments in the order the parser wants: verb, options, `--`, operands.
///
/// So common options may stand before the verb, and an operand may begin with a dash: ids are base64url, and one in 64
/// does.
struct OperandOrder: Equatable {
    /// The verb; nil where none is named.
    var verb: String?
    /// The options, each with its value behind an equals sign.
    var options: [String] = []
    /// What remains: ids, paths, a store.
    var operands: [String] = []

    /// Looks through the arguments, the program's name left out.
    ///
    /// - Parameter verbs: The verbs there are.
    init(_ arguments: [String], verbs: [String]) throws(Failure) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                operands += rest
                break
            }
            if verb == nil, operands.isEmpty, verbs.contains(argument) {
                verb = argument
            } else if argument == "-" || !argument.hasPrefix("-") {
                operands.append(argument)
            } else {
                try take(argument, &rest)
            }
        }
    }

    private mutating func take(_ argument: String, _ rest: inout ArraySlice<String>) throws(Failure) {
        let name = String(argument.prefix { $0 != "=" })
        let valued = OptionNames.valued.union(valuedBehindVerb(rest))
        if OptionNames.flags.contains(argument) && !valued.contains(argument)
            || name != argument && valued.contains(name)
        {
            options.append(argument)
        } else if valued.contains(argument) {
            guard let value = rest.first, value != "--", !Self.isName(value) else {
                options.append(argument)
                return
            }
            rest.removeFirst()
            options.append("\(argument)=\(value)")
        } else if name != argument, name.hasPrefix("--"), OptionNames.flags.contains(name) {
            throw Failure(.usage, "The option '\(name)' takes no value.")
        } else if takesDashes(rest), Self.slip(name) == nil {
            operands.append(argument)
        } else {
            throw Failure(.usage, Self.unknown(argument))
        }
    }

    /// Whether the verb, which may still follow, has operands that may begin with a dash.
    private func takesDashes(_ rest: ArraySlice<String>) -> Bool {
        let name = verb ?? rest.first { OptionNames.verbsWithDashes.contains($0) }
        return name.map(OptionNames.verbsWithDashes.contains) ?? false
    }

    /// What takes a value behind this verb alone; the verb may still follow.
    private func valuedBehindVerb(_ rest: ArraySlice<String>) -> Set<String> {
        let name = verb ?? rest.first { OptionNames.valuedBehind[$0] != nil }
        return name.flatMap { OptionNames.valuedBehind[$0] } ?? []
    }

    private static func isName(_ text: String) -> Bool {
        let name = String(text.prefix { $0 != "=" })
        return OptionNames.flags.contains(name) || OptionNames.valued.contains(name)
    }

    /// The option that was meant by a slip of the hand; an id is too long to be near one.
    private static func slip(_ name: String) -> String? {
        guard name.hasPrefix("--"), name.dropFirst(2).allSatisfy({ $0.isLetter || $0 == "-" }) else { return nil }
        return nearest(name)
    }

    private static func nearest(_ name: String) -> String? {
        let names = OptionNames.flags.union(OptionNames.valued).filter { $0.hasPrefix("--") }.sorted()
        return NearestName.among(names, to: name)
    }

    private static func unknown(_ argument: String) -> String {
        let name = String(argument.prefix { $0 != "=" })
        // The = may stand in the password of a URL.
        let shown = argument.hidingLogin.prefix { $0 != "=" }
        return "There is no option '\(shown)'." + (nearest(name).map { " Did you mean '\($0)'?" } ?? "")
    }

    /// What the parser gets.
    var arguments: [String] {
        (verb.map { [$0] } ?? []) + options + (operands.isEmpty ? [] : ["--"] + operands)
    }
}
