// The words of this module.

extension AddressError: CustomStringConvertible {
    /// One sentence: what is wrong, and what to write instead.
    public var description: String {
        switch self {
        case .empty:
            "The store's address is empty."
        case .noScheme(let text, let suggestion):
            "'\(text)' does not say what kind of store it is. Did you mean \(suggestion)?"
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
            "'\(text)' is no name of a host."
        case .bareIPv6(let text):
            "'\(text)' has too many colons; an IPv6 address goes in brackets, as in [::1]:6379."
        case .badPort("", let host):
            "There is a colon but no port behind '\(host)'."
        case .badPort(let text, let host):
            "'\(text)' is no port of '\(host)'; a port is a number from 1 to 65535."
        case .badEscape(let part):
            "The \(part.word) of the address has a % that is no escape; write %25 for a % itself."
        case .blank:
            "There is a blank or a control character in the address; write a blank as %20."
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
