/// What a bare word of the command line is.
public enum WordMeaning: Hashable, Sendable {
    /// One of the verbs.
    case verb
    /// A store: a profile's name, a URL, or a path.
    case store
    /// Nothing that is known.
    case unknown(nearest: String?)
}
