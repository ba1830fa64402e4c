internal import Operations
internal import SessionModel
internal import SessionQuery
internal import TerminalKit

extension Command {
    /// Filters with names.
    static let naming: [Command] = [
        Command(
            "save", title: "Save a filter under a name that gives it: save vip plan=gold, or save vip for this one",
            in: [.sessions, .inspector]
        ) { console, text in console.saveFilter(text) },
        Command("unsave", title: "Forget a saved filter: unsave vip", in: [.sessions, .inspector]) { console, name in
            console.forgetFilter(name)
        },
        Command("filters", title: "Tell which filters are saved", in: [.sessions, .inspector]) { console, _ in
            console.tellFilters()
        },
    ]
}

extension Console {
    /// The words that can be given here: commands, aliases, filters.
    var words: [String] {
        Command.of(view).map(\.name) + ownCommands(of: view).map(\.name) + vocabulary.aliases.keys + filterNames
    }

    /// The names of all filters, configured and saved.
    var filterNames: [String] { Set(vocabulary.filters.keys).union(savedFilters.keys).sorted() }

    /// The filter of a name: a saved one before a configured one.
    func filter(named name: String) -> String? { savedFilters[name] ?? vocabulary.filters[name] }

    /// A query in which `@vip` stands for the filter of that name. Where filters have names and none has this one,
    /// that is said: the text itself is looked for, which may be what was meant, as in `@example.org`.
    ///
    /// - Parameter isForAct: Whether something is done to what it finds: then such a text is refused, which gives nil.
    mutating func namedQuery(_ text: String, isForAct: Bool = false) -> String? {
        let expanded = Query.expanding(text) { filter(named: $0) }
        guard let name = Query.filterNames(in: expanded).first, isForAct || !filterNames.isEmpty else {
            return expanded
        }
        let near = NearestName.among(filterNames, to: name).map { " Did you mean @\($0)?" } ?? ""
        let words =
            filter(named: name) == nil
            ? "There is no saved filter @\(name).\(near)" : "The filter @\(name) is part of itself."
        say(
            isForAct ? .error : .warning,
            isForAct
                ? "\(words) For the text itself write \"@\(name)\", in quotes."
                : "\(words) The text itself is looked for.")
        return isForAct ? nil : expanded
    }

    /// Narrows the list by the filter of a name, and by what is said beside it.
    mutating func give(filter text: String, and rest: String?) -> [Effect] {
        if view != .sessions { go(to: .sessions) }
        return applyFilter(rest.map { "(\(text)) \($0)" } ?? text)
    }

    mutating func saveFilter(_ line: String) -> [Effect] {
        let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true).map(String.init)
        guard let name = parts.first else { return usage("save NAME QUERY, as in save vip plan=gold") }
        let text = parts.count > 1 ? parts[1] : sessionsView.filterText
        if text.isEmpty {
            say(.error, "There is no filter to save; give one, as in save \(name) plan=gold.")
            return []
        }
        if let reason = whyNoName(name) {
            say(.error, reason)
            return []
        }
        do throws(QueryError) {
            if let reason = whyHidden(try Query.parse(text)) {
                say(.error, reason)
                return []
            }
        } catch {
            say(.error, error.description)
            return []
        }
        let before = filter(named: name)
        savedFilters[name] = text
        let change = before.map { $0 == text ? "" : "; it was \(Printable.text($0))" } ?? ""
        say(.success, ":\(name) is the filter \(Printable.text(text)) from now on\(change).")
        return [.remember(.filter(name, text))]
    }

    /// Why a filter can't be called so; nil when it can.
    private func whyNoName(_ name: String) -> String? {
        if Vocabulary.taken.contains(name) { return "\"\(name)\" is a command; save the filter under another name." }
        if vocabulary.aliases[name] != nil { return "\"\(name)\" is an alias; save the filter under another name." }
        if vocabulary.commands.contains(where: { $0.name == name }) {
            return "\"\(name)\" is a command of your own; save the filter under another name."
        }
        if savedFilters[name] == nil, savedFilters.count >= ProfileMemory.mostFilters {
            return "\(ProfileMemory.mostFilters) filters are saved already; forget one first, as in unsave NAME."
        }
        return Vocabulary.isName(name)
            ? nil : "\"\(Printable.text(name))\" can't be a filter's name; use letters, digits, _ and -."
    }

    mutating func forgetFilter(_ name: String) -> [Effect] {
        if name.isEmpty { return usage("unsave NAME, as in unsave vip") }
        guard let text = savedFilters.removeValue(forKey: name) else {
            let near = NearestName.among(savedFilters.keys.sorted(), to: name).map { " Did you mean \"\($0)\"?" } ?? ""
            say(
                .error,
                vocabulary.filters[name] == nil
                    ? "There is no saved filter \"\(name)\".\(near)"
                    : "\"\(name)\" stands in the configuration; take it out there.")
            return []
        }
        say(.success, "\(name), which was \(Printable.text(text)), is forgotten.")
        return [.remember(.filter(name, nil))]
    }

    mutating func tellFilters() -> [Effect] {
        let all = filterNames.compactMap { name in filter(named: name).map { "\(name) is \(Printable.text($0))" } }
        say(
            .info,
            all.isEmpty
                ? "No filter is saved; save vip plan=gold saves one, :vip gives it." : all.joined(separator: "; ") + "."
        )
        return []
    }
}

extension Vocabulary {
    /// Whether a text can be a word of an operator's own.
    public static func isName(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count) && text.first != "-" && Query.isFilterName(text)
    }
}
