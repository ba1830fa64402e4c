internal import SessionModel

// The words of this module. What a person typed may be a URL in the wrong place: no password in it is shown.

extension AddressError: CustomStringConvertible {
    /// One sentence: what is wrong, and what to write instead.
    public var description: String {
        switch self {
        case .empty:
            "The store's address is empty."
        case .noScheme(let text, let suggestion):
            "'\(text.hidingLogin)' does not say what kind of store it is. Did you mean \(suggestion.hidingLogin)?"
        case .unknownScheme(let scheme, let nearest?, _):
            "There is no store of the kind '\(scheme)'. Did you mean '\(nearest)'?"
        case .unknownScheme(let scheme, nil, let known):
            "There is no store of the kind '\(scheme)'; there are \(known.listed)."
        case .missingSlashes(let scheme, let example):
            "An address of the kind '\(scheme)' needs two slashes, as in \(example)."
        case .missingPath(let scheme):
            "The address '\(scheme):' names no path."
        case .missingHost(let scheme):
            "The \(scheme) address names no host; for this machine write \(scheme)://localhost."
        case .badHost(let text):
            "'\(text.hidingLogin)' is no name of a host."
        case .bareIPv6:
            "The host has too many colons: an IPv6 address goes in brackets, as in [::1]:6379, and a login ends in @."
        case .missingPort(let host):
            "There is a colon but no port behind '\(host)'."
        case .badPort(let host):
            "What is behind '\(host):' is no port, which is a number from 1 to 65535; a login ends in @."
        case .badEscape(let part):
            "The \(part.word) of the address has a % that is no escape; write %25 for a % itself."
        case .blank:
            "There is a blank or a control character in the address; write a blank as %20."
        case .noURL(let text):
            "'\(text.hidingLogin)' is no existing path, and no URL: that has a colon and two slashes behind its scheme."
        case .login(let scheme):
            "A \(scheme) address takes no user and no password, as it names a path; in a path write @ as %40."
        case .unescapedLogin:
            "The host can't be found: write / as %2F, ? as %3F and @ as %40 in the name, the password and the path."
        case .unknownOption(let name, let scheme, let nearest?, _):
            "A \(scheme) address takes no option '\(name)'. Did you mean '\(nearest)'?"
        case .unknownOption(let name, let scheme, nil, let known):
            "A \(scheme) address takes no option '\(name)'; it takes \(known.listed)."
        case .emptyOption(let name):
            "The option '\(name)' of the address has no value."
        }
    }
}

extension AddressError.Part {
    fileprivate var word: String {
        switch self {
        case .user: "user's name"
        case .password: "password"
        case .host: "host"
        case .path: "path"
        case .option: "option"
        }
    }
}

extension FileProblem: CustomStringConvertible {
    /// What is the matter, as the end of a sentence.
    public var description: String {
        switch self {
        case .missing: "there is no such file"
        case .notPermitted: "permission denied"
        case .noFile: "it is no regular file"
        case .tooLarge(let bytes): "it is larger than \(bytes) bytes"
        case .failed(let words): words
        }
    }
}

extension DotEnv.Problem: CustomStringConvertible {
    /// What is the matter with the line, without its value.
    public var description: String {
        switch reason {
        case .noEquals: "line \(line) has no '='"
        case .badName: "line \(line) has no name before its '='"
        case .openQuote: "line \(line) opens a quote and does not close it"
        case .afterQuote: "line \(line) goes on behind its closing quote"
        case .noText: "line \(line) is no UTF-8"
        case .repeated(let name): "line \(line) sets \(name) again, and the first one counts"
        }
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// One sentence: what is wrong, where, and what to write instead.
    public var description: String {
        switch self {
        case .address(let error, nil): error.description
        case .address(let error, let source?): "\(source): \(error)"
        case .unreadable(let file, let problem): "Cannot read \(file.hidingLogin): \(problem)."
        case .malformed(let file, let line, let column, let detail):
            "\(file), line \(line), column \(column): \(detail.asSentence)"
        case .unknownKey(let key, let place, let nearest?, _):
            "\(place): there is no key '\(key)'. Did you mean '\(nearest)'?"
        case .unknownKey(let key, let place, nil, let known):
            "\(place): there is no key '\(key)'; there are \(known.listed)."
        case .wrongType(let key, let place, let expected, let found):
            "\(place): '\(key)' must be \(expected), and is \(found)."
        case .badValue(let key, let place, let value, let expected, let nearest):
            "\(place): '\(key)' is '\(value.hidingLogin)', but must be \(expected).\(nearest.asQuestion)"
        case .wordTaken(let key, let place, let taken):
            "\(place): '\(key)' means something already: it is \(taken). Take another."
        case .missingKey(let key, let place): "\(place): '\(key)' is missing."
        case .unknownWord(let word, let nearest, nil):
            "'\(word.hidingLogin)' is no verb, profile, URL or existing path.\(nearest.asQuestion)"
        case .unknownWord(let word, let nearest, let source?):
            "\(source): '\(word.hidingLogin)' is no profile, URL or existing path.\(nearest.asQuestion)"
        case .unknownProfile(let name, let nearest, let known, let source):
            "\(source): there is no profile '\(name.hidingLogin)'\(nearest.asQuestion(or: known.asChoice))"
        case .url(let url, let option, let expected):
            "\(option) takes \(expected), and '\(url.hidingLogin)' is a URL; give it with --store."
        case .theme(let problem, let place): "\(place): \(problem)"
        case .unknownTheme(let name, let nearest, let known, let source):
            "\(source): there is no theme '\(name.hidingLogin)'\(nearest.asQuestion(or: known.asChoice))"
        case .badVariable(let name, let value, let expected, let nearest):
            "\(name) is \(value.map { "'\($0.hidingLogin)'" } ?? "no number"), but must be \(expected)."
                + nearest.asQuestion
        case .unreachableSessions(let variable, let reason): reason.sentence(variable)
        case .noStore:
            "No store is named. Give one as a URL, a path or a profile, or try: curfew demo"
        case .secret(let problem, let use): problem.sentence(use.rawValue)
        }
    }
}

extension ConfigurationError.Place: CustomStringConvertible {
    /// The file and the line.
    public var description: String { line.map { "\(file), line \($0)" } ?? file }
}

extension ConfigurationError.Hidden {
    fileprivate func sentence(_ variable: String) -> String {
        switch self {
        case .memory: "\(variable) names a database in the application's memory, which nobody else can read."
        case .noClient(let scheme): "\(variable) names a database of the kind '\(scheme)', which curfew cannot open."
        case .noURL:
            "\(variable) is no URL of a database that Tina4 keeps sessions in, such as postgresql://localhost/shop."
        }
    }
}

extension ConfigurationError.SecretProblem {
    fileprivate func sentence(_ use: String) -> String {
        switch self {
        case .variableMissing(let name): "The \(use) should be in the variable \(name), which is not set."
        case .file(let file, let problem): "Cannot read the \(use) from \(file.hidingLogin): \(problem)."
        case .command(let command, let detail):
            "The command for the \(use) failed: \(command.hidingLogin): \(detail.asSentence)"
        case .noTerminal: "The \(use) must be asked for, and there is no terminal to ask on."
        case .empty(let source): "The \(use) from \(source) is empty."
        case .noText(let source): "The \(use) from \(source) is no UTF-8 text."
        }
    }
}

extension Warning: CustomStringConvertible {
    var description: String {
        switch self {
        case .readableFile(let file): "Others can read \(file), and a secret stands in it. Try: chmod 600 \(file)"
        case .readableSecret(let file, let use):
            "Others can read the \(use.rawValue) in \(file). Try: chmod 600 \(file)"
        case .passwordInArguments:
            "Others can see the password of the store in the list of processes; a profile, CURFEW_STORE or a file hides it."
        case .unused(let source): "\(source) is not used, since the store was named otherwise."
        case .passedOver(let problem, let file): "\(file): \(problem)."
        case .unreadable(let file, let problem): "\(file) is passed over: \(problem)."
        case .brokenTheme(let error): "A theme is passed over: \(error)"
        case .brokenDefault(let error): "The default can't be used: \(error)"
        case .brokenProfile(let name, let error): "The profile '\(name)' can't be used: \(error)"
        case .leftOut(let word, let error): "'\(word)' is left out: \(error)"
        case .sameTheme(let name, let file, let other):
            "\(file) is passed over: \(other) is a theme of the name '\(name)', too."
        case .droppedOptions(let names):
            "\(names.listed) of the application's address \(names.count == 1 ? "is" : "are") not used."
        case .nothingAboutSessions(let file):
            "\(file) says nothing about sessions; Tina4 then keeps them in files."
        }
    }
}

extension Origin: CustomStringConvertible {
    var description: String {
        switch self {
        case .argument: "named on the command line"
        case .profile(let name, let source): "chosen by the profile '\(name)' (\(source))"
        case .variable(let name): "chosen by the variable \(name)"
        case .namedFile(let file, let setting): "chosen by \(file): \(setting)"
        case .environment(let setting): "chosen by the environment: \(setting)"
        case .foundFile(let file, let directory, let setting): "chosen by \(file) in \(directory): \(setting)"
        case .foundDirectory(let path, let directory): "found as \(path) in \(directory)"
        }
    }
}

extension Tina4Note: CustomStringConvertible {
    var description: String {
        switch self {
        case .guideNames(let names, let instead):
            "Only Tina4's guides know \(names.listed); the application itself may be reading \(instead) or its default."
        case .guideNamesUnused(let names, let own):
            "\(names.listed) \(names.count == 1 ? "is" : "are") not used, since names beginning with \(own) are set."
        case .handlerIsPHPs(let handler, let backend):
            "Only Tina4 for PHP reads TINA4_SESSION_HANDLER=\(handler); in another language the application "
                + (backend.map { "takes TINA4_SESSION_BACKEND=\($0)." } ?? "keeps its sessions in files.")
        case .zeroLifetime(let name):
            "\(name)=0 means never in Python, Node and Ruby, and one hour in PHP."
        case .badLifetime(let name, let text):
            "\(name) is '\(text.hidingLogin)', which is no number of seconds; 3600 is taken."
        case .nodeMongoHost:
            "Only Tina4 for Node reads TINA4_SESSION_MONGO_HOST, and it sends no name and no password."
        case .noDatabase:
            "TINA4_DATABASE_URL is not set; only Tina4 for Node then takes data/tina4_sessions.db."
        case .bareDatabaseURL:
            "Only Tina4's guides know DATABASE_URL; today's Tina4 reads TINA4_DATABASE_URL and does not start with the other."
        case .sqliteOfNode(let path, let other):
            "TINA4_DATABASE_URL is read as Tina4 for Node reads it, as \(path), since there is no \(other)."
        case .twoSQLiteFiles(let path, let other):
            "TINA4_DATABASE_URL is read as \(path); if the application is a Node one, its sessions are in \(other)."
        case .nativeSessions:
            "PHP's own $_SESSION runs beside Tina4's sessions and is kept elsewhere."
        }
    }
}

extension String {
    /// The text with a full stop, where it has none.
    fileprivate var asSentence: String { hasSuffix(".") ? self : self + "." }
}

extension String? {
    /// The nearest name as a question behind a sentence; nothing where there is none.
    fileprivate var asQuestion: String { map { " Did you mean '\($0)'?" } ?? "" }

    /// The nearest name as a question behind words without a full stop, or else other words.
    fileprivate func asQuestion(or words: String) -> String { map { ". Did you mean '\($0)'?" } ?? words }
}

extension [String] {
    /// The names there are, as the end of a sentence.
    fileprivate var asChoice: String {
        isEmpty ? "; there are none." : "; there \(count == 1 ? "is" : "are") \(listed)."
    }
}
