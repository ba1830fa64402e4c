/// Why a text is no store's address: facts, from which `Sentences.swift` makes one sentence. Holds no password.
public enum AddressError: Error, Hashable, Sendable {
    /// There is no text at all.
    case empty
    /// A host and a port stand there without a scheme; `suggestion` is the URL that was probably meant.
    case noScheme(text: String, suggestion: String)
    /// No store answers to this scheme.
    case unknownScheme(String, nearest: String?, known: [String])
    /// The scheme's addresses begin with two slashes, and these are missing.
    case missingSlashes(scheme: String, example: String)
    /// The address needs a path and has none.
    case missingPath(scheme: String)
    /// The address names no host.
    case missingHost(scheme: String)
    /// What stands where a host belongs is none.
    case badHost(String)
    /// A host has several colons: an IPv6 address without its brackets, or a login without its `@`. It isn't said which
    /// text, as that may be a password.
    case bareIPv6
    /// There is a colon behind the host, and nothing behind the colon.
    case missingPort(host: String)
    /// What stands where a port belongs is none. It isn't said what does: without the `@` behind it, it is a password.
    case badPort(host: String)
    /// A `%` without two hexadecimal digits, or bytes that are no text, in this part of the address.
    case badEscape(Part)
    /// A blank or a control character in an address that can't have one as it is.
    case blank
    /// A name or a password holds `/`, `?` or the like as it is, so that the host can't be found.
    case unescapedLogin
    /// It looks like a URL with a login in it, is none, and no path is there either.
    case noURL(String)
    /// There is a login in an address of this scheme, which names a path.
    case login(scheme: String)
    /// No option of this scheme has this name.
    case unknownOption(String, scheme: String, nearest: String?, known: [String])
    /// An option has no value.
    case emptyOption(String)

    /// A part of an address.
    public enum Part: String, Hashable, Sendable {
        /// The user's name.
        case user
        /// The password.
        case password
        /// A host.
        case host
        /// The path or the database.
        case path
        /// An option behind `?`.
        case option
    }
}
